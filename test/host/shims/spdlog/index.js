// Stands in for a native logger that would have to be compiled: without it output channels stay empty. Same calls, plain appends.
const { appendFileSync, mkdirSync } = require('node:fs')
const { dirname } = require('node:path')

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical']

class Logger {
  constructor(file) {
    this.file = file
    this.level = 2
    this.raw = false
  }

  getLevel() {
    return this.level
  }

  setLevel(level) {
    this.level = level
  }

  setPattern() {}

  clearFormatters() {
    this.raw = true
  }

  flush() {}

  drop() {
    this.file = undefined
  }

  write(level, text) {
    if (level < this.level || this.file === undefined) return
    const stamp = new Date().toISOString().replace('T', ' ').slice(0, 23)
    try {
      appendFileSync(this.file, this.raw ? text : `${stamp} [${levels[level]}] ${text}\n`)
    } catch {
      // The folder went away: the run is over.
      this.file = undefined
    }
  }
}

for (const [level, name] of levels.entries()) {
  Logger.prototype[name === 'warning' ? 'warn' : name] = function (text) {
    this.write(level, text)
  }
}

async function create(file) {
  mkdirSync(dirname(file), { recursive: true })
  return new Logger(file)
}

// One assignment each: VS Code import()s this module, and Node finds the names of a CommonJS module by these.
exports.version = 0
exports.Logger = Logger
exports.setLevel = () => {}
exports.setFlushOn = () => {}
exports.createRotatingLogger = (_name, file) => create(file)
exports.createAsyncRotatingLogger = (_name, file) => create(file)
