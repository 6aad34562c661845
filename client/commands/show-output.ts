import type { Command } from '../client-context'

export const showOutput: Command = async ({ channel }) => {
  channel.show()
}
