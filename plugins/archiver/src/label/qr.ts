/** A QR code (ISO/IEC 18004) as one path of SVG: sharp at any size. */

/** Modules of white on each side that readers want (ISO/IEC 18004, 9.1). */
const QUIET_ZONE = 4

/** @param size of the printed square, in mm, white border included */
export async function qrSvg(text: string, size: number): Promise<string> {
  const {encode} = await import('uqr')
  // A quarter of it may be scratched.
  const {data} = encode(text, {ecc: 'Q', border: QUIET_ZONE})
  const path = data.flatMap(rowPath).join('')
  const box = `width="${size}mm" height="${size}mm" viewBox="0 0 ${data.length} ${data.length}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} shape-rendering="crispEdges" role="img"><rect width="100%" height="100%" fill="#fff"/><path d="${path}"/></svg>`
}

/** Dark modules that follow each other are one rectangle. */
function rowPath(row: readonly boolean[], y: number): string[] {
  const runs: string[] = []
  for (let x = 0; x < row.length; x++) {
    const start = x
    while (row[x]) x++
    if (x > start) runs.push(`M${start} ${y}h${x - start}v1h${start - x}z`)
  }
  return runs
}
