// Does a text hold any of some literals? A filter over the first three bytes of the literals looks at 16 places at once; what passes
// is compared byte by byte. Literals have three bytes or more and are spread over eight buckets by their first three bytes.
//
// Memory, set up by the host:
//   0..95      six tables of 16 bytes: for bytes one to three of a literal, the buckets that have one with this low and high half
//   96..159    eight buckets: offset (u32) and count (u32) of their entries
//   entries    offset (u32) and length (u32) of a literal
//   text       behind all that, followed by 32 zero bytes

export function scan(text: u32, length: u32): u32 {
  const low1 = v128.load(0)
  const high1 = v128.load(16)
  const low2 = v128.load(32)
  const high2 = v128.load(48)
  const low3 = v128.load(64)
  const high3 = v128.load(80)
  const half = i8x16.splat(0x0f)
  const end = text + length
  for (let at = text; at < end; at += 16) {
    const one = v128.load(at)
    const two = v128.load(at + 1)
    const three = v128.load(at + 2)
    const first = v128.and(i8x16.swizzle(low1, v128.and(one, half)), i8x16.swizzle(high1, i8x16.shr_u(one, 4)))
    const second = v128.and(i8x16.swizzle(low2, v128.and(two, half)), i8x16.swizzle(high2, i8x16.shr_u(two, 4)))
    const third = v128.and(i8x16.swizzle(low3, v128.and(three, half)), i8x16.swizzle(high3, i8x16.shr_u(three, 4)))
    const buckets = v128.and(v128.and(first, second), third)
    if (!v128.any_true(buckets)) continue
    let places = <u32>i8x16.bitmask(i8x16.ne(buckets, i8x16.splat(0)))
    while (places) {
      const place = at + ctz(places)
      places &= places - 1
      if (verify(place, end)) return 1
    }
  }
  return 0
}

function verify(place: u32, end: u32): bool {
  const a = <u32>load<u8>(place)
  const b = <u32>load<u8>(place + 1)
  const c = <u32>load<u8>(place + 2)
  let buckets: u32 =
    load<u8>(a & 15) & load<u8>(16 + (a >> 4)) & load<u8>(32 + (b & 15)) & load<u8>(48 + (b >> 4)) & load<u8>(64 + (c & 15)) & load<u8>(80 + (c >> 4))
  while (buckets) {
    const bucket = 96 + ctz(buckets) * 8
    buckets &= buckets - 1
    let entry = load<u32>(bucket)
    const last = entry + load<u32>(bucket + 4) * 8
    for (; entry < last; entry += 8) {
      const literal = load<u32>(entry)
      const length = load<u32>(entry + 4)
      if (place + length > end) continue
      let same: u32 = 0
      while (same < length && load<u8>(place + same) == load<u8>(literal + same)) same++
      if (same == length) return true
    }
  }
  return false
}
