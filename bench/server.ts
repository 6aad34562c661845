import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { pathToFileURL } from 'node:url'
import { fullCapabilities } from '../test/server/open-editor'
import { type RpcClient, startClient } from '../test/server/rpc-client'
import { listPython, makeCorpus } from './corpus'
import { median, quantile, reportRatio, reportValue, timeOf, timeProcess } from './measure'
import { comparableRules, neighbourProgram } from './neighbour'

const root = path.resolve(__dirname, '..')
const rounds = Number(process.env.BENCH_ROUNDS ?? 3)
/** A loaded machine is slow, and the ratios still say something. */
const deadline = 300_000
const keystrokes = Number(process.env.BENCH_KEYSTROKES ?? 60)

/** `npm run bench:server`: a code base of 200,000 lines on the command line and in the language server, beside ast-grep's in the same run. */
async function main(): Promise<void> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tenantscope-bench-')))
  try {
    const corpus = makeCorpus(path.join(folder, 'corpus'), 200_000)
    console.log(`${corpus.files} files, ${corpus.lines} lines, ${Math.round(corpus.candidates * 100)} % of the files from the sample`)
    writeNeighbourConfig(folder)
    timeScans(corpus.folder, path.join(folder, 'rules/rules.yml'))
    await timeTyping(corpus.folder, folder)
    await timePull(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** It looks for its rules from where it is started. */
function writeNeighbourConfig(folder: string): void {
  mkdirSync(path.join(folder, 'rules'))
  writeFileSync(path.join(folder, 'rules/rules.yml'), comparableRules)
  writeFileSync(path.join(folder, 'sgconfig.yml'), 'ruleDirs: [rules]\n')
}

function timeScans(corpus: string, ruleFile: string): void {
  const ours: number[] = []
  const theirs: number[] = []
  // The first round warms the disk cache.
  for (let round = 0; round <= rounds; round++) {
    const own = timeProcess(process.execPath, [path.join(root, 'dist/cli.js'), 'check', '.', '--format', 'json', '--quiet'], corpus, [0, 1])
    const peer = timeProcess(neighbourProgram, ['scan', '-r', ruleFile, '--json=compact', '.'], corpus, [0, 1])
    if (round === 0) continue
    ours.push(own)
    theirs.push(peer)
  }
  reportRatio('check, cold, whole process', median(ours), 'ast-grep scan with three rules', median(theirs), 1)
}

/** Two servers on the same folder, each told of the same keystrokes in turn. */
async function timeTyping(corpus: string, folder: string): Promise<void> {
  const files = [1_000, 12_000].map((lines) => ({ lines, ...writeLongFile(corpus, lines) }))
  const ours = await openServer(startClient(undefined, { deadline }), corpus)
  const theirs = await openServer(startClient(['lsp'], { program: neighbourProgram, cwd: folder, deadline }), folder, {})
  await theirs.waitFor<{ readonly message: string }>('window/logMessage', ({ message }) => message.startsWith('Rules reloaded'))
  try {
    const first = await timeOf(() => ours.request('workspace/diagnostic', { previousResultIds: [] }))
    reportValue('server, first pull of the whole workspace', first, 'ms')
    reportValue('server memory with the index loaded', residentMegabytes(ours), 'MB', 250)
    for (const { lines, uri, text } of files) {
      const typing = [new Typing(ours, uri, text, 'pull'), new Typing(theirs, uri, text, 'push')] as const
      const times = typing.map((): number[] => [])
      for (const each of typing) await each.open()
      for (let round = -5; round < keystrokes; round++) {
        for (const [index, each] of typing.entries()) {
          const took = await timeOf(() => each.type())
          if (round >= 0) times[index]?.push(took)
        }
      }
      const [own = [], peer = []] = times
      const [p95, peer95] = [quantile(own, 0.95), quantile(peer, 0.95)]
      const what = `keystroke to diagnostics in ${lines} lines, p95`
      if (lines === 1_000) reportValue(what, p95, 'ms', 10)
      reportRatio(what, p95, 'ast-grep lsp', peer95, lines === 1_000 ? undefined : 0.5)
      if (lines === 1_000) await timeActions(ours, uri)
    }
    reportValue('server memory after the typing', residentMegabytes(ours), 'MB')
  } finally {
    // It stays when it is told to exit.
    if (theirs.pid !== undefined) process.kill(theirs.pid)
    await ours.stop()
  }
}

interface Diagnostics {
  readonly items?: readonly { readonly range: object }[]
}

/** A document in which one letter is typed and taken back again, in the middle of a function in the middle of the file. */
class Typing {
  private version = 1
  private readonly line: number
  private readonly character: number
  private readonly typed: string

  constructor(
    private readonly client: RpcClient,
    private readonly uri: string,
    private readonly text: string,
    private readonly way: 'pull' | 'push',
  ) {
    const lines = text.split('\n')
    const middle = Math.floor(lines.length / 2)
    this.line = middle + lines.slice(middle).findIndex((line) => /^ {4,}\w.*\w$/.test(line))
    this.character = lines[this.line]?.length ?? 0
    this.typed = lines.map((line, index) => (index === this.line ? `${line}x` : line)).join('\n')
  }

  async open(): Promise<void> {
    const { uri, text } = this
    const published = this.published()
    this.client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'python', version: 1, text } })
    await this.diagnostics(published)
  }

  /** Each server gets the change as it asks for: a range, or the whole text. */
  async type(): Promise<void> {
    const { uri, line, character } = this
    const erasing = this.version % 2 === 0
    this.version++
    const range = { start: { line, character }, end: { line, character: character + (erasing ? 1 : 0) } }
    const change = this.way === 'pull' ? { range, text: erasing ? '' : 'x' } : { text: erasing ? this.text : this.typed }
    const published = this.published()
    this.client.notify('textDocument/didChange', { textDocument: { uri, version: this.version }, contentChanges: [change] })
    await this.diagnostics(published)
  }

  private published(): number {
    return this.client.received('textDocument/publishDiagnostics').length
  }

  private async diagnostics(published: number): Promise<void> {
    const { uri } = this
    if (this.way === 'pull') await this.client.request('textDocument/diagnostic', { textDocument: { uri } })
    else await this.client.waitFor<Diagnostics>('textDocument/publishDiagnostics', () => this.published() > published)
  }
}

async function timeActions(client: RpcClient, uri: string): Promise<void> {
  const { items = [] } = await client.request<Diagnostics>('textDocument/diagnostic', { textDocument: { uri } })
  const times: number[] = []
  for (const { range } of items) {
    const ask = () => client.request('textDocument/codeAction', { textDocument: { uri }, range, context: { diagnostics: [] } })
    times.push(await timeOf(ask))
  }
  reportValue(`code actions at ${items.length} places, p95`, quantile(times, 0.95), 'ms', 20)
}

async function timePull(folder: string): Promise<void> {
  const corpus = makeCorpus(path.join(folder, 'pull'), 355_000)
  const client = await openServer(startClient(undefined, { deadline }), corpus.folder)
  try {
    type Report = { readonly items: readonly { readonly uri: string; readonly resultId: string; readonly kind: string }[] }
    const first = await client.request<Report>('workspace/diagnostic', { previousResultIds: [] })
    const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }))
    const times: number[] = []
    for (let round = 0; round < 20; round++) {
      times.push(
        await timeOf(async () => {
          const { items } = await client.request<Report>('workspace/diagnostic', { previousResultIds })
          if (items.some(({ kind }) => kind !== 'unchanged')) throw new Error('nothing changed, and the server says something did')
        }),
      )
    }
    reportValue(`workspace pull of ${corpus.files} unchanged files, p95`, quantile(times, 0.95), 'ms', 100)
  } finally {
    await client.stop()
  }
}

async function openServer(client: RpcClient, folder: string, capabilities: object = fullCapabilities): Promise<RpcClient> {
  client.serve('workspace/configuration', () => [{}])
  client.serve('client/registerCapability', () => null)
  client.serve('workspace/diagnostic/refresh', () => null)
  const rootUri = pathToFileURL(folder).toString()
  const workspaceFolders = [{ uri: rootUri, name: 'corpus' }]
  await client.request('initialize', { processId: process.pid, rootUri, workspaceFolders, capabilities })
  client.notify('initialized', {})
  return client
}

/**
 * A module as they grow: endpoints of the sample under other names among code that has nothing to do with tenants, in the shares that the
 * corpus has too.
 */
function writeLongFile(corpus: string, lines: number): { readonly uri: string; readonly text: string } {
  const [endpoints, plain] = [/[\\/]service_1[\\/].*[\\/]api[\\/]marketplace_jobs\.py$/, /[\\/]\d+_argparse\.py$/].map((name) => {
    const file = listPython(corpus).find((each) => name.test(each))
    if (file === undefined) throw new Error(`the corpus has no file like ${name.source}`)
    return { file, text: readFileSync(file, 'utf8') }
  })
  if (!endpoints || !plain) throw new Error('two files were asked for')
  const from = endpoints.text.search(/^(?:@|def |class |async def )/m)
  const parts = plain.text.slice(plain.text.search(/^class /m)).split(/(?=^class )/m)
  let text = endpoints.text.slice(0, from)
  let count = { ours: 0, all: 0 }
  for (let copy = 0; count.all < lines; copy++) {
    const isOurs = count.ours <= 0.15 * count.all
    const body = (isOurs ? endpoints.text.slice(from) : (parts[copy % parts.length] ?? '')).replace(
      /^((?:async )?def |class )(\w+)/gm,
      `$1$2_${copy}`,
    )
    text += `${body}\n\n`
    const added = body.split('\n').length + 1
    count = { ours: count.ours + (isOurs ? added : 0), all: count.all + added }
  }
  const file = path.join(path.dirname(endpoints.file), `long_${lines}.py`)
  writeFileSync(file, text)
  return { uri: pathToFileURL(file).toString(), text }
}

/** What the process holds, as the system counts it. */
function residentMegabytes({ pid }: RpcClient): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

void main()
