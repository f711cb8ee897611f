/**
 * What belongs together though its names don't say so: halves of Live Photos, and what Google Takeout wrote of a picture.
 * And what does not though they do: pictures of one stem that were taken years apart.
 */
import {
  doubtfulJsons,
  groupAssets,
  type KnownTies,
  liveHalves,
  mediaOfOneStem,
  portionsOf,
  type RawPath,
} from 'mediastruct'
import type {Examination} from '../examine/examination.ts'
import {readNotes} from '../takeout/notes.ts'
import {byFoldedName, titledPicture} from '../takeout/titles.ts'
import {cameraMoments, takenWithin} from './moments.ts'
import type {Examine} from './notices.ts'
import type {FoundFile} from './takeable.ts'

/** Without such a name there is no Live Photo to be found. */
const LIVE_FILM = /\.(?:mov|mp4?|mv)$/i

/** Files that are looked into side by side. */
const AT_ONCE = 16

/** Files of one directory, or of several that lie side by side. Only those are looked into of which names leave a doubt. */
export async function knownTies(
  files: readonly Pick<FoundFile, 'name' | 'path'>[],
  examine: Examine,
): Promise<KnownTies> {
  const paths = new Map(files.map(({name, path}) => [name, path]))
  const look = lookingOnce(paths, examine)
  const pictures = await picturesByTitle(paths)
  const takenWith = await moments(paths, {pictures}, look)
  return {pictures, takenWith, ...(await liveTies(paths, {pictures, takenWith}, look))}
}

type Paths = ReadonlyMap<RawPath, RawPath>
type Look = (name: RawPath) => Promise<Examination | undefined>

function lookingOnce(paths: Paths, examine: Examine): Look {
  const looked = new Map<RawPath, Promise<Examination>>()
  return async (name) => {
    const path = paths.get(name)
    if (path === undefined) return undefined
    const examination = looked.get(name) ?? examine(path)
    looked.set(name, examination)
    return await examination
  }
}

/** Only names that share a stem are looked into. */
async function moments(paths: Paths, known: KnownTies, look: Look): Promise<Map<RawPath, RawPath>> {
  const stems = mediaOfOneStem(groupAssets([...paths.keys()], known))
  const found = await ofEach(stems.flat(), async (name) => {
    const examination = await look(name)
    return examination && (await cameraMoments(examination))
  })
  return new Map(
    stems.flatMap((names) => [...takenWithin(names.map((name) => [name, found.get(name) ?? []] as const))]),
  )
}

async function picturesByTitle(paths: Paths): Promise<Map<RawPath, RawPath>> {
  const names = [...paths.keys()]
  const doubtful = doubtfulJsons(names)
  const byName = doubtful.length > 0 ? byFoldedName(names) : new Map<string, RawPath>()
  const titles = await ofEach(doubtful, async (json) => {
    const path = paths.get(json)
    return path === undefined ? undefined : (await readNotes(path)).title
  })
  const pictures = new Map<RawPath, RawPath>()
  for (const [json, title] of titles) {
    const picture = titledPicture(title, json, byName)
    if (picture !== undefined && picture !== json) pictures.set(json, picture)
  }
  return pictures
}

/**
 * Halves of one stem whose ids differ are no halves of each other; those without a partner find one by their ids. Of a
 * directory without films nothing is looked into, and no still where no film has an id.
 */
async function liveTies(
  paths: Paths,
  known: KnownTies,
  look: Look,
): Promise<Pick<KnownTies, 'halves' | 'apart'>> {
  if (![...paths.keys()].some((name) => LIVE_FILM.test(name))) return {}
  const {pairs, stills, films} = liveHalves(groupAssets([...paths.keys()], known))
  const idOf = async (name: RawPath) => (await look(name))?.contentId
  const ids = await ofEach(
    [...pairs.map(({film}) => film), ...(pairs.length + stills.length > 0 ? films : [])],
    idOf,
  )
  const paired = await ofEach(
    pairs.flatMap(({film, still}) => (ids.has(film) ? [still] : [])),
    idOf,
  )
  const strangers = pairs.filter(({film, still}) => paired.has(still) && paired.get(still) !== ids.get(film))
  const apart = new Set(strangers.map(({film}) => film))
  const single = [...films, ...apart].filter((film) => ids.has(film))
  if (single.length === 0) return {apart}
  const open = await ofEach(stills, idOf)
  for (const {still} of strangers) open.set(still, paired.get(still) ?? '')
  // Of two stills of one id the first has it.
  const byId = new Map([...open].reverse().map(([still, id]) => [id, still]))
  const halves = new Map<RawPath, RawPath>()
  for (const film of single) {
    const id = ids.get(film)
    const still = id === undefined ? undefined : byId.get(id)
    if (still !== undefined) halves.set(film, still)
  }
  return {apart, halves}
}

/** What is found of each, by name; a file that can't be looked into has nothing to say here, and is told of elsewhere. */
async function ofEach<T>(
  names: readonly RawPath[],
  find: (name: RawPath) => Promise<T | undefined>,
): Promise<Map<RawPath, T>> {
  const found = new Map<RawPath, T>()
  for (const some of portionsOf(names, AT_ONCE)) {
    const values = await Promise.all(some.map((name) => find(name).catch(() => undefined)))
    for (const [index, value] of values.entries()) {
      const name = some[index]
      if (name !== undefined && value !== undefined) found.set(name, value)
    }
  }
  return found
}
