/** The tools that we are measured beside: which Debian package brings them, and which version is here. */
import {spawnSync} from 'node:child_process'

export const PEERS = {
  b3sum: {debian: 'b3sum', version: '--version'},
  exiftool: {debian: 'libimage-exiftool-perl', version: '-ver'},
  fdupes: {debian: 'fdupes', version: '--version'},
  find: {debian: 'findutils', version: '--version'},
  hashdeep: {debian: 'hashdeep', version: '-V'},
  jdupes: {debian: 'jdupes', version: '-v'},
  mv: {debian: 'coreutils', version: '--version'},
  rdfind: {debian: 'rdfind', version: '--version'},
  rmlint: {debian: 'rmlint', version: '--version'},
  rsync: {debian: 'rsync', version: '--version'},
} as const satisfies Record<string, {debian: string; version: string}>

export type Peer = keyof typeof PEERS

/** @returns the first line that the tool says of itself; `undefined` where it is not installed */
export function versionOf(peer: Peer): string | undefined {
  const {error, stdout, stderr} = spawnSync(peer, [PEERS[peer].version], {encoding: 'utf8'})
  if (error) return undefined
  return (
    `${stdout}\n${stderr}`
      .split('\n')
      .find((line) => /\d/.test(line))
      ?.trim() ?? 'unknown version'
  )
}

export function whyMissing(peer: Peer): string {
  return `not installed (Debian: ${PEERS[peer].debian})`
}
