/** Which picture or film a sidecar, a sound or a data file speaks of. */
import type {RawPath} from '../paths/bytes.ts'
import {ORIGINAL, originalFrom} from './edits.ts'
import {extensionOf, kindOf} from './kinds.ts'
import type {Tie} from './media-ties.ts'
import type {NameIndex} from './name-index.ts'
import {endOf, insertedBeforeExtension, stemOf} from './names.ts'
import type {Described} from './takeout.ts'

/** GoPro: `GL010001.LRV` is the small version of `GX010001.MP4`. */
const GOPRO_PROXY = /^GL(\d{6})$/is
const GOPRO_FILMS = ['GX', 'GH', 'GS']
/** Sony: `C0001M01.XML` tells what its film is like. */
const SONY_NOTE = /^(.+)M\d{2}$/is
/** What the program itself writes where a note's name is taken. */
const NUMBERED = /^(.+)(-\d+)$/s

/** @param described which picture each JSON file of the directory describes */
export function noteTie(
  name: RawPath,
  index: NameIndex,
  described: ReadonlyMap<RawPath, Described>,
): Tie | undefined {
  const kind = kindOf(name)
  if (kind === 'json') return jsonNote(name, described.get(name)) ?? numberedNote(name, index)
  if (kind === 'xml') return filmNote(name, index)
  if (kind === 'sound') return ofStem(name, stemOf(name), index)
  return kind === 'note' ? (namedNote(name, index) ?? numberedNote(name, index)) : undefined
}

function namedNote(name: RawPath, index: NameIndex): Tie | undefined {
  const stem = stemOf(name)
  return (
    ofName(name, stem, index) ??
    ofStem(name, stem, index) ??
    originalNote(name, index) ??
    goProProxy(name, index)
  )
}

/** `IMG.jpg.json`, whatever Takeout made of it. */
function jsonNote(name: RawPath, described: Described | undefined): Tie | undefined {
  if (described === undefined) return undefined
  const {picture: owner} = described
  return note(owner, `${endOf(owner)}${endOf(name)}`)
}

/** `IMG.jpg.xmp`: it can only mean this picture. */
function ofName(name: RawPath, described: RawPath, index: NameIndex): Tie | undefined {
  const owner = index.named(described)
  return owner && note(owner, name.slice(stemOf(owner).length))
}

function ofStem(name: RawPath, stem: RawPath, index: NameIndex): Tie | undefined {
  const [owner] = index.ofStem(stem)
  return owner && note(owner, name.slice(stem.length))
}

function originalNote(name: RawPath, index: NameIndex): Tie | undefined {
  const stem = extensionOf(name) === 'aae' ? originalFrom(stemOf(name)) : undefined
  const [owner] = stem === undefined ? [] : index.ofStem(stem)
  return owner && note(owner, `${ORIGINAL}${endOf(name)}`)
}

function goProProxy(name: RawPath, index: NameIndex): Tie | undefined {
  const number = extensionOf(name) === 'lrv' ? GOPRO_PROXY.exec(stemOf(name))?.[1] : undefined
  if (number === undefined) return undefined
  const owner = GOPRO_FILMS.flatMap((start) => index.ofStem(start + number)).find(isFilm)
  return owner && note(owner, endOf(name))
}

function filmNote(name: RawPath, index: NameIndex): Tie | undefined {
  const stem = stemOf(name)
  for (const base of [stem, SONY_NOTE.exec(stem)?.[1]]) {
    const owner = base === undefined ? undefined : index.ofStem(base).find(isFilm)
    if (owner) return note(owner, name.slice(stemOf(owner).length))
  }
  return undefined
}

/** `IMG-2.xmp` belongs where `IMG.xmp` would, and keeps its number. */
function numberedNote(name: RawPath, index: NameIndex): Tie | undefined {
  const [, base, number] = NUMBERED.exec(stemOf(name)) ?? []
  const plain = base === undefined ? undefined : (`${base}${endOf(name)}` as RawPath)
  const tie = plain && namedNote(plain, index)
  return tie && {...tie, tail: insertedBeforeExtension(tie.tail, number ?? '')}
}

function isFilm(name: RawPath): boolean {
  return kindOf(name) === 'film'
}

function note(owner: RawPath, tail: string): Tie {
  return {owner, tail: tail as RawPath, isNote: true}
}
