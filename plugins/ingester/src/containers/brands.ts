/** What a file of boxes is, by its brands (ISO/IEC 14496-12 §4.3 and the registry at mp4ra.org). */
import {latin1, u32} from './bytes.ts'
import type {Readable} from './readable.ts'

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(?:avif|avis)$/, 'avif'],
  [/^(?:hei[cxms]|hev[cxms])$/, 'heic'],
  [/^crx $/, 'cr3'],
  [/^jp[xm]? |^jp[2x] ?|^jpx|^jph/, 'jp2'],
  [/^qt {2}$/, 'mov'],
  [/^M4V[ HP]$/, 'm4v'],
  [/^M4[AB] $/, 'm4a'],
  [/^3g2/, '3g2'],
  [/^3g[pegrst]/, '3gp'],
  [/^(?:mp4[12]|iso[m2-9]|avc1|dash|MSNV|XAVC|F4V |mmp4|nd|NDS)/, 'mp4'],
]

/** Brands that say how items are stored, and not of what kind they are. */
const GENERAL = /^(?:mif[12]|msf1|miaf)$/

/** Undefined for brands that nobody knows. */
export function typeByBrand(file: Readable): string | undefined {
  const header = file.read(0, 256)
  const length = Math.min(header.length, u32(header, 0))
  const major = latin1(header, 8, 12)
  if (!GENERAL.test(major)) return typeOf(major)
  for (let at = 16; at + 4 <= length; at += 4) {
    const brand = latin1(header, at, at + 4)
    if (!GENERAL.test(brand)) return typeOf(brand) ?? 'heif'
  }
  return 'heif'
}

function typeOf(brand: string): string | undefined {
  return TYPES.find(([pattern]) => pattern.test(brand))?.[1]
}
