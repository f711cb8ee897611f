/** Pictures of formats that no built-in reader knows, made for the tests, and whether there is a Perl to read them with. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {RawPath} from 'mediastruct'
import {exifSegment, jpeg, tiff} from '../../ingester/test/files.ts'

export const HAS_PERL = spawnSync('perl', ['-v']).status === 0

/** Said in the title of what is skipped without it. */
export const WITHOUT_PERL = HAS_PERL ? '' : ' (skipped: no perl on the PATH)'

/** The metadata of a picture in a file of its own, as Exiv2 writes it: the segments of a JPEG behind another mark. */
export function metadataOnly(exif: Record<number, string>): Buffer {
  const segments = jpeg(exifSegment(tiff({271: 'A camera'}, exif))).subarray(2)
  return Buffer.concat([Buffer.from('\xff\x01Exiv2', 'latin1'), segments])
}

/** A frame of scanned film (SMPTE 268M, DPX): a header of fixed places. @param created `2019:01:02:03:04:05` */
export function filmScan(created: string): Buffer {
  const header = Buffer.alloc(2080)
  header.write('SDPX', 0, 'latin1')
  header.write('V1.0', 8, 'latin1')
  header.write(created, 136, 'latin1')
  return header
}

/** What a file tells that lies in a drop of this zone. */
export const ASKED = {timezone: 'UTC', localClocks: [], refuse: () => undefined}

/** A directory that lasts as long as one test. */
export class Scratch {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'mediastruct-exiftool-')))

  /** @param name one character a byte */
  write(name: string, bytes: Uint8Array): RawPath {
    const path = `${this.root}/${name}`
    writeFileSync(Buffer.from(path, 'latin1'), bytes)
    return path as RawPath
  }

  remove(): void {
    rmSync(this.root, {recursive: true, force: true})
  }
}
