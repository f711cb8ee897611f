/** Names that programs give to edited versions, and which picture each of them is a version of. */
import {fromText, type RawPath} from '../paths/bytes.ts'
import {fold} from './names.ts'

/** What an edited version has behind the asset's stem. */
export const EDITED = '_edited'
/** What Apple's note on the original, `IMG_O1234.AAE`, has there. */
export const ORIGINAL = '_original'

/** `IMG_E1234.JPG` is what became of `IMG_1234.HEIC` on an iPhone. */
const IPHONE_EDIT = /^(IMG_)E(\d{4}.*)$/is
/** `IMG_O1234.AAE` says how the original was taken, `IMG_1234.AAE` what was done to it. */
const IPHONE_ORIGINAL = /^(IMG_)O(\d{4}.*)$/is

/** Google Photos' word for an edited version, in the language of the account. */
const GOOGLE_WORDS = [
  'edited',
  'bearbeitet',
  'bewerkt',
  'editado',
  'editada',
  'ha editado',
  'editat',
  'edytowane',
  'modificato',
  'modifié',
  '編集済み',
].flatMap((word) => [fromText(word), fromText(word.normalize('NFD'))])

/** `IMG-edited`, and `IMG-edited(1)` for the second of one name, whose original is `IMG(1)`. */
const GOOGLE_EDIT = new RegExp(`^(.+)-(?:${GOOGLE_WORDS.join('|')})(\\(\\d+\\))?$`, 'is')
/** Takeout cuts names to 51 characters, also in the middle of its word. */
const CUT_GOOGLE_EDIT = /^(.{40,})-e(?:d(?:i(?:t(?:e)?)?)?)?$/is

/** The stem of the picture that a file of this stem is an edited version of, if its name says that it is one. */
export function editedFrom(stem: RawPath): RawPath | undefined {
  const [, start, number] = IPHONE_EDIT.exec(stem) ?? []
  if (start !== undefined) return `${start}${number}` as RawPath
  return (stem.includes('-') ? editedByGoogle(stem) : undefined) ?? withoutEnding(stem, EDITED)
}

function editedByGoogle(stem: RawPath): RawPath | undefined {
  const [, base, counter = ''] = GOOGLE_EDIT.exec(stem) ?? CUT_GOOGLE_EDIT.exec(stem) ?? []
  return base === undefined ? undefined : (`${base}${counter}` as RawPath)
}

/** The stem of the picture whose original a note of this stem speaks of. */
export function originalFrom(stem: RawPath): RawPath | undefined {
  const [, start, number] = IPHONE_ORIGINAL.exec(stem) ?? []
  return start === undefined ? withoutEnding(stem, ORIGINAL) : (`${start}${number}` as RawPath)
}

function withoutEnding(stem: RawPath, ending: string): RawPath | undefined {
  const isSo = stem.length > ending.length && fold(stem.slice(-ending.length)) === ending
  return isSo ? (stem.slice(0, -ending.length) as RawPath) : undefined
}
