const shifts = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]
const sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

/** MD5 of a text in UTF-8, as 32 hexadecimal digits: what SQLAlchemy puts at the end of names that it cuts. */
export function md5(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const blocks = new Uint8Array(((bytes.length + 8) >>> 6) * 64 + 64)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  const view = new DataView(blocks.buffer)
  view.setUint32(blocks.length - 8, bytes.length * 8, true)
  view.setUint32(blocks.length - 4, Math.floor(bytes.length / 2 ** 29), true)
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < blocks.length; block += 64) {
    let [a, b, c, d] = state
    for (let i = 0; i < 64; i++) {
      const round = i >>> 4
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d)
      const word = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16
      const sum = (a + mixed + (sines[i] ?? 0) + view.getUint32(block + word * 4, true)) | 0
      const shift = shifts[round]?.[i % 4] ?? 0
      a = d
      d = c
      c = b
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    }
    state = [state[0] + a, state[1] + b, state[2] + c, state[3] + d]
  }
  const result = new DataView(new ArrayBuffer(16))
  state.forEach((part, i) => {
    result.setUint32(i * 4, part >>> 0, true)
  })
  return Array.from(new Uint8Array(result.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
