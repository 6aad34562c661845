import type { Command } from '../client-context'

export const restartServer: Command = async ({ client }) => {
  await (await client).restart()
}
