/** Dates in file names, as phones, cameras and messengers write them. */
import {
  clockSeconds,
  type DatableFile,
  isReal,
  type LocalDateTime,
  localOf,
  type ParsedDate,
  utcClock,
} from 'mediastruct'
import {examine} from '../examine/examine.ts'
import {instant} from './instant.ts'
import {type DateSource, type Found, type Weighed, weighed} from './source.ts'

export const filename: DateSource = {
  weigh: async (file) => {
    const found = {field: 'file name', written: file.name}
    const stem = file.name.replace(/\.[^.]*$/, '')
    const parsed =
      twelveHours(stem) ?? matched(MOMENT, stem) ?? matched(SPELLED_DAY, stem) ?? matched(BARE_DAY, stem)
    if (parsed && UTC_NAME.test(stem)) return [await instantOf(found, parsed.local, file)]
    if (parsed) return [weighed(found, parsed, 'medium')]
    const milliseconds = EPOCH.exec(stem)?.groups?.milliseconds
    if (milliseconds === undefined) return []
    const local = {...utcClock(Number(milliseconds.slice(0, -3))), subsec: milliseconds.slice(-3)}
    return [await instantOf(found, local, file)]
  },
}

/** Prefixes that stand directly before digits; any other letter there makes them part of a word or of a hash. */
const GLUED = 'IMG|VID|MVIMG|PXL|PANO|DJI|DSC|PIC|Screenshot|Screenrecorder|Screenrecord|Photo|Video|mmexport'
const START = `(?<=^|[^0-9A-Za-z]|^(?:${GLUED}))`
const END = '(?![0-9A-Za-z])'

const DAY = String.raw`(?<year>(?:18|19|20|21)\d{2})(?<separator>[-_.]?)(?<month>\d{2})\k<separator>(?<day>\d{2})`
const BETWEEN = '(?:[-_ T.]|,? at |, | - )?'
const CLOCK = String.raw`(?<hour>\d{2})(?<colon>[-_.:h]?)(?<minute>\d{2})\k<colon>(?<second>\d{2})(?:[.]?(?<subsec>\d{3}))?`

/** `IMG_20190102_030405`, `PXL_20210102_030405678`, `2019-01-02 03.04.05`, `DJI_20190102030405_0001`, … */
const MOMENT = new RegExp(`${START}${DAY}${BETWEEN}${CLOCK}${END}`, 'i')

/** `Screen Shot 2019-01-02 at 3.04.05 PM`, as macOS writes it; the space is a narrow no-break one in newer versions. */
const TWELVE_HOURS = new RegExp(
  String.raw`${START}${DAY} at (?<hour>\d{1,2})\.(?<minute>\d{2})\.(?<second>\d{2})\s(?<half>[AP])M`,
  'i',
)

/** Pixel phones name their pictures by UTC, with milliseconds. */
const UTC_NAME = /^PXL_\d{8}_\d{9}/

/** `2019-01-02`: separators that agree leave no doubt. Only a counter may follow. */
const SPELLED_DAY = new RegExp(
  String.raw`${START}(?<year>(?:18|19|20|21)\d{2})(?<separator>[-_.])(?<month>\d{2})\k<separator>(?<day>\d{2})${END}(?![-_.]\d{5})`,
)

/** `IMG-20190102-WA0001`, `20190102-0001`: eight bare digits, at the start or behind a word, and no more than a counter behind. */
const BARE_DAY =
  /(?<=^|^[A-Za-z]+[-_ ]?)(?<year>(?:18|19|20|21)\d{2})(?<month>\d{2})(?<day>\d{2})(?:(?=[-_ ]WA\d)|(?![0-9A-Za-z])(?![-_ .]?\d{5})(?![-_ .]?\d+[-_ .]\w))/

/** Milliseconds since 1970: 13 digits that are the whole name, or stand behind the prefixes of programs that write them. */
const EPOCH =
  /^(?:FB_IMG_|IMG_?|VID_?|mmexport|wx_camera_|Screenshot_|image_|photo_|video_|signal-)?(?<milliseconds>1\d{12})(?=$|[-_ (~.])/i

function matched(pattern: RegExp, stem: string): ParsedDate | undefined {
  const groups = pattern.exec(stem)?.groups
  return groups === undefined ? undefined : real(localOf(groups))
}

function twelveHours(stem: string): ParsedDate | undefined {
  const groups = TWELVE_HOURS.exec(stem)?.groups
  if (groups === undefined) return undefined
  const local = localOf(groups)
  const afternoon = groups.half?.toUpperCase() === 'P' ? 12 : 0
  return real({...local, hour: (Number(groups.hour) % 12) + afternoon})
}

/** A name that tells UTC: what else is known of the file may say where it was. */
async function instantOf(found: Found, utc: LocalDateTime, file: DatableFile): Promise<Weighed> {
  const examination = await examine(file.raw).catch(() => ({candidates: []}))
  // A program named the file, whatever clock the camera has.
  const value = await instant(found, clockSeconds(utc), {...examination, camera: undefined}, file, 'medium')
  if (!('date' in value) || utc.subsec === undefined) return value
  return {...value, date: {...value.date, local: `${value.date.local}.${utc.subsec}`}}
}

/** A name's digits that are no real day are no date at all. */
function real(local: LocalDateTime): ParsedDate | undefined {
  return isReal(local) ? {local} : undefined
}
