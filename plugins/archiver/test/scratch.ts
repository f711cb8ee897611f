/** A directory for one test, gone afterwards. */
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fromText, type RawPath} from 'mediastruct'

export class Scratch {
  readonly path = mkdtempSync(join(tmpdir(), 'mediastruct-archiver-'))
  readonly raw: RawPath = fromText(this.path)

  remove(): void {
    rmSync(this.path, {recursive: true, force: true})
  }
}
