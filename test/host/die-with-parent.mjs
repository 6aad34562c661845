// Preloaded into the VS Code server: its standard input is a pipe from the launcher, so the end of the pipe means that the launcher is gone,
// however it went. Then the whole process group goes, extension host and terminals included.
if (process.argv[1]?.endsWith('server-main.js')) {
  const endGroup = () => process.kill(-process.pid, 'SIGKILL')
  process.stdin.on('end', endGroup)
  process.stdin.on('error', endGroup)
  process.stdin.resume()
  process.stdin.unref?.()
}
