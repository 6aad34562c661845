import type { Command } from '../client-context'

export const restartServer: Command = async ({ restart }) => {
  await restart()
}
