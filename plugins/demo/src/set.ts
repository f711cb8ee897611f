/** A small media set with everything that makes a real one untidy, in a directory of its own. */
import {mkdir, utimes} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {fromText, writeOwnFile} from 'mediastruct'
import {type CameraNotes, exif} from './media/exif.ts'
import {encodeMp4} from './media/mp4.ts'
import {encodePng} from './media/png.ts'
import {FRAME_SIZE, frames, picture} from './media/scene.ts'
import {xmp} from './media/xmp.ts'

export interface DemoSet {
  readonly directory: string
  readonly config: string
  readonly drop: string
  readonly backup: string
  readonly library: string
  readonly archive: string
  readonly duplicates: string
  /** Files in the drop and in the backup. */
  readonly dropped: number
  readonly backedUp: number
}

const CAMERA = {make: 'MediaStruct', model: 'Demo 1', offset: '+02:00'}
/** What was shot when: four days, the third and fourth picture in one second. */
const SHOTS: readonly CameraNotes[] = [
  {...CAMERA, local: '2023-08-19T09:12:44', fraction: '10'},
  {...CAMERA, local: '2023-08-19T18:40:03', fraction: '55'},
  {...CAMERA, local: '2024-05-04T11:20:31', fraction: '04'},
  {...CAMERA, local: '2024-05-04T11:20:31', fraction: '61'},
  {...CAMERA, local: '2024-05-04T15:07:12', fraction: '38'},
  {...CAMERA, local: '2024-07-14T10:00:59', fraction: '72'},
  {...CAMERA, local: '2024-07-14T21:33:20', fraction: '90'},
  {...CAMERA, local: '2025-06-21T05:01:08', fraction: '27'},
]
const FILM = '2024-07-14T12:30:00Z'
/** Names that the backup gave to copies, by the index of the shot. */
const COPIES: Readonly<Record<string, number>> = {
  'phone/photo-a.jpg': 0,
  'phone/photo-c.jpg': 2,
  'Pictures/Holiday/beach.jpg': 4,
  'Pictures/Holiday/boat (2).jpg': 5,
}
const ONLY_IN_BACKUP: CameraNotes = {...CAMERA, local: '2023-08-20T08:15:00'}
const SCANNED = '2025-02-01T12:00:00Z'

interface NewFile {
  readonly path: string
  readonly content: Uint8Array | string
  /** ISO 8601 with an offset: becomes its time of modification, as if it had lain there since. */
  readonly time: string
}

/** Writes the set and its config below `directory`, and never over anything. */
export async function makeDemoSet(directory: string): Promise<DemoSet> {
  const place = (name: string) => join(directory, name)
  const pictures = SHOTS.map((shot, index) => newFile('', picture(index + 1, exif(shot)), shot))
  const dropped = drop(pictures)
  const backedUp = backup(pictures)
  for (const name of ['library', 'archive']) await mkdir(place(name), {recursive: true})
  for (const file of [...dropped, ...backedUp]) await write({...file, path: place(file.path)})
  const config = place('mediastruct.config.json')
  await writeOwnFile(fromText(config), Buffer.from(`${JSON.stringify(CONFIG, null, 2)}\n`))
  return {
    directory,
    config,
    drop: place('drop'),
    backup: place('old-backup'),
    library: place('library'),
    archive: place('archive'),
    duplicates: place('duplicates'),
    dropped: dropped.length,
    backedUp: backedUp.length,
  }
}

const CONFIG = {
  drop: ['drop'],
  library: 'library',
  archive: 'archive',
  trees: ['old-backup'],
  duplicates: 'duplicates',
  timezone: 'Europe/Berlin',
}

/** A card's pictures, a film, a copy under another name, a sidecar, a scan without a date, and junk. */
function drop(pictures: readonly NewFile[]): NewFile[] {
  const card = 'drop/DCIM/100DEMO'
  const film = {created: Date.parse(FILM), ...FRAME_SIZE, frames: frames(20, 8), framesPerSecond: 4}
  return [
    ...pictures.map((file, index) => ({...file, path: `${card}/IMG_000${index + 1}.JPG`})),
    {path: `${card}/MVI_0009.MP4`, content: encodeMp4(film), time: FILM},
    {...shot(pictures, 0), path: 'drop/IMG_0001 copy.JPG'},
    {...shot(pictures, 4), path: `${card}/IMG_0005.xmp`, content: xmp({title: 'Three hills', rating: 4})},
    {path: 'drop/notes.png', content: encodePng(160, 200, ruledPaper), time: SCANNED},
    {path: 'drop/.DS_Store', content: Buffer.from('\0\0\0\x01Bud1', 'latin1'), time: SCANNED},
  ]
}

/** Copies of some of the pictures under other names, and one picture that is nowhere else. */
function backup(pictures: readonly NewFile[]): NewFile[] {
  const copies = Object.entries(COPIES).map(([name, index]) => ({
    ...shot(pictures, index),
    path: `old-backup/${name}`,
  }))
  return [
    ...copies,
    newFile('old-backup/phone/photo-x.jpg', picture(99, exif(ONLY_IN_BACKUP)), ONLY_IN_BACKUP),
  ]
}

function newFile(path: string, content: Uint8Array, {local, offset}: CameraNotes): NewFile {
  return {path, content, time: `${local}${offset ?? 'Z'}`}
}

function shot(pictures: readonly NewFile[], index: number): NewFile {
  const file = pictures[index]
  if (!file) throw new RangeError(`There is no picture ${index}.`)
  return file
}

function ruledPaper(x: number, y: number): number {
  const written = y % 16 === 12 && x > 16 && x < 144 - ((y * 7) % 50)
  return written ? 70 : 245
}

async function write({path, content, time}: NewFile): Promise<void> {
  await mkdir(dirname(path), {recursive: true})
  await writeOwnFile(fromText(path), Buffer.from(content))
  const date = new Date(time)
  await utimes(path, date, date)
}
