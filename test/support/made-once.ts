/** A directory that is made once and put back before each test, at one path: catalogs and configs name it by that. */
import {cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

/**
 * Files keep their times, and get other inodes: it is for stories in which nothing that was moved is crawled again.
 * @param make fills the directory; it is asked before the first test
 */
export function madeOnce(make: (directory: string) => Promise<void>): {readonly path: string} {
  const place = mkdtempSync(join(realpathSync(tmpdir()), 'mediastruct-'))
  const [path, kept] = [join(place, 'here'), join(place, 'kept')]
  const putBack = (from: string, to: string) => {
    rmSync(to, {recursive: true, force: true})
    cpSync(from, to, {recursive: true, preserveTimestamps: true, verbatimSymlinks: true})
  }
  before(async () => {
    mkdirSync(path, {recursive: true})
    await make(path)
    putBack(path, kept)
  })
  beforeEach(() => putBack(kept, path))
  after(() => rmSync(place, {recursive: true, force: true}))
  return {path}
}
