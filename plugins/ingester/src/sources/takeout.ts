/** The date that Google Takeout tells of a picture, in the JSON file beside it. */
import {
  basename,
  type DatableFile,
  dirname,
  extname,
  groupAssets,
  join,
  listDirectory,
  type RawPath,
  toText,
} from 'mediastruct'
import {examine} from '../examine/examine.ts'
import {readNotes} from '../takeout/notes.ts'
import {instant} from './instant.ts'
import type {DateSource, Weighed} from './source.ts'

/** When it was taken; never `creationTime`, which is when it came to Google. */
export const takeout: DateSource = {
  weigh: async (file) => {
    const values: Weighed[] = []
    for (const json of jsonsOf(file)) {
      const value = await weighJson(json, file)
      if (value) values.push(value)
    }
    return values
  },
}

function jsonsOf({raw, companions}: DatableFile): RawPath[] {
  return (companions ?? companionsOf(raw)).filter((path) => extname(path).toLowerCase() === '.json')
}

/** Where nobody says what belongs to the file: by the names in its directory. */
function companionsOf(path: RawPath): RawPath[] {
  const directory = dirname(path)
  const name = basename(path)
  const assets = groupAssets(listDirectory(directory).files)
  const own = assets.find(({primary, companions}) =>
    [primary, ...companions].some((member) => member.name === name),
  )
  return (own?.companions ?? []).map((member) => join(directory, member.name))
}

/** Counted in UTC: the place of the picture says what its clock showed. */
async function weighJson(json: RawPath, file: DatableFile): Promise<Weighed | undefined> {
  const {kind, takenSeconds = '', position} = await readNotes(json)
  if (kind !== 'picture') return undefined
  const found = {field: `${toText(basename(json))}: photoTakenTime`, written: takenSeconds}
  if (!/^-?\d{1,12}$/.test(takenSeconds)) return {...found, refused: 'no number of seconds'}
  const picture = await examine(file.raw).catch(() => ({candidates: [], position: undefined}))
  const place = {candidates: picture.candidates, position: position ?? picture.position}
  return await instant(found, Number(takenSeconds), place, file, 'medium')
}
