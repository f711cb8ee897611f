/** Which halves of Live Photos were joined by their stem, and which have no partner: names alone can't tell more. */
import type {RawPath} from '../paths/bytes.ts'
import type {Asset} from './group.ts'
import {isLiveFilm, isLiveStill} from './kinds.ts'
import {isUnedited} from './one-stem.ts'

export interface LiveHalves {
  /** Joined by their stem. */
  readonly pairs: readonly {readonly still: RawPath; readonly film: RawPath}[]
  /** Pictures that could have a moving half, and have none. */
  readonly stills: readonly RawPath[]
  /** Films that could be a moving half, and stand for themselves. */
  readonly films: readonly RawPath[]
}

export function liveHalves(assets: readonly Asset[]): LiveHalves {
  const halves = {
    pairs: [] as {still: RawPath; film: RawPath}[],
    stills: [] as RawPath[],
    films: [] as RawPath[],
  }
  for (const {primary, companions} of assets) {
    const unedited = [primary, ...companions].filter(isUnedited).map(({name}) => name)
    const film = unedited.find(isLiveFilm)
    const still = unedited.find(isLiveStill)
    if (film === primary.name) halves.films.push(film)
    else if (film !== undefined) halves.pairs.push({still: still ?? primary.name, film})
    else if (still !== undefined) halves.stills.push(still)
  }
  return halves
}
