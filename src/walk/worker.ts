/** The worker thread's side of walking: a batch of directories in, their listings out. */
import type {RawPath} from '../paths/bytes.ts'
import {type DirectoryListing, listDirectory} from './list.ts'

export default function listBatch(paths: readonly RawPath[]): DirectoryListing[] {
  return paths.map(listDirectory)
}
