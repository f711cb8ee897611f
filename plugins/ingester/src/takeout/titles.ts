/** Which picture a JSON file of Google Takeout describes by the title in it: the name that the picture had once. */
import {extname, fromText, type RawPath} from 'mediastruct'

/** Names are cut to 51 characters with their extension, in a unit of Takeout's own: so many bytes a stem may have then. */
const CUT = {from: 40, to: 200}

/**
 * @param json name of the JSON file, whose number tells apart the pictures of one title: where that picture is not there, it
 *   may be in a part of the export that comes later, and no other one's date is its own
 * @param names of the directory
 */
export function titledPicture(
  title: string,
  json: RawPath,
  names: ReadonlyMap<string, RawPath>,
): RawPath | undefined {
  const number = /\(\d+\)(?=\.json$)/i.exec(json)?.[0] ?? ''
  const wished = [title, withoutSpecial(title)].map((text) => split(fromText(text)))
  for (const {stem, extension} of wished) {
    const whole = names.get(fold(`${stem}${number}${extension}`))
    if (whole !== undefined) return whole
  }
  for (const {stem, extension} of wished) {
    for (let length = Math.min(stem.length - 1, CUT.to); length >= CUT.from; length--) {
      const cut = names.get(fold(`${stem.slice(0, length)}${number}${extension}`))
      if (cut !== undefined) return cut
    }
  }
  return undefined
}

/** Names by what a title is compared with. */
export function byFoldedName(names: readonly RawPath[]): Map<string, RawPath> {
  return new Map(names.map((name) => [fold(name), name]))
}

/** Takeout writes `_` for what some file system does not take, and for what web addresses need. */
function withoutSpecial(title: string): string {
  return title.replace(/[\\/:*?"<>|%&+=#]/g, '_')
}

function split(name: RawPath): {stem: string; extension: string} {
  const extension = extname(name)
  return {stem: name.slice(0, name.length - extension.length), extension}
}

function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
