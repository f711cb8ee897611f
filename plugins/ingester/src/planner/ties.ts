/** What belongs together though its names don't say so: halves of Live Photos, and what Google Takeout wrote of a picture. */
import {doubtfulJsons, groupAssets, type KnownTies, liveHalves, type RawPath} from 'mediastruct'
import {readNotes} from '../takeout/notes.ts'
import {byFoldedName, titledPicture} from '../takeout/titles.ts'
import type {FoundFile} from './takeable.ts'

/** Apple's id of a Live Photo, which its halves share; undefined for a file that has none, or that can't be read. */
export type ContentIdOf = (path: RawPath) => Promise<string | undefined>

/** Without such a name there is no Live Photo to be found. */
const LIVE_FILM = /\.(?:mov|mp4?|mv)$/i

/** Files that are looked into side by side. */
const AT_ONCE = 16

/** Files of one directory, or of several that lie side by side. Only those are looked into of which names leave a doubt. */
export async function knownTies(
  files: readonly Pick<FoundFile, 'name' | 'path'>[],
  contentIdOf: ContentIdOf,
): Promise<KnownTies> {
  const paths = new Map(files.map(({name, path}) => [name, path]))
  const pictures = await picturesByTitle(paths)
  return {pictures, ...(await liveTies(paths, {pictures}, contentIdOf))}
}

type Paths = ReadonlyMap<RawPath, RawPath>

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
  contentIdOf: ContentIdOf,
): Promise<Pick<KnownTies, 'halves' | 'apart'>> {
  if (![...paths.keys()].some((name) => LIVE_FILM.test(name))) return {}
  const {pairs, stills, films} = liveHalves(groupAssets([...paths.keys()], known))
  const idOf = async (name: RawPath) => {
    const path = paths.get(name)
    return path === undefined ? undefined : await contentIdOf(path)
  }
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
async function ofEach(
  names: readonly RawPath[],
  find: (name: RawPath) => Promise<string | undefined>,
): Promise<Map<RawPath, string>> {
  const found = new Map<RawPath, string>()
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE)
    const values = await Promise.all(some.map((name) => find(name).catch(() => undefined)))
    for (const [index, value] of values.entries()) {
      const name = some[index]
      if (name !== undefined && value !== undefined) found.set(name, value)
    }
  }
  return found
}
