/** Pictures of formats that no built-in reader knows, made for the tests, and whether there is a Perl to read them with. */
import {spawnSync} from 'node:child_process'
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {RawPath} from 'mediastruct'
import {tiff} from '../../ingester/test/files.ts'

export const HAS_PERL = spawnSync('perl', ['-v']).status === 0

/** Said in the title of what is skipped without it. */
export const WITHOUT_PERL = HAS_PERL ? '' : ' (skipped: no perl on the PATH)'

/** A Minolta raw file: a header block whose one part is a TIFF structure with the EXIF directory. */
export function minoltaRaw(exif: Record<number, string>): Buffer {
  const part = block('\0TTW', tiff({271: 'Minolta Co., Ltd.'}, exif))
  return Buffer.concat([block('\0MRM', part), Buffer.alloc(64)])
}

function block(name: string, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header.write(name, 'latin1')
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

/** A frame of scanned film (SMPTE 268M, DPX): a header of fixed places. @param created `2019:01:02:03:04:05` */
export function filmScan(created: string): Buffer {
  const header = Buffer.alloc(2080)
  header.write('SDPX', 0, 'latin1')
  header.write('V1.0', 8, 'latin1')
  header.write(created, 136, 'latin1')
  return header
}

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
