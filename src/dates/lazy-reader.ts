/** A file that is opened once something of it is read: most strategies go by what is known already. */
import type {NamableFile} from '../hooks.ts'
import type {RawPath} from '../paths/bytes.ts'
import {type OpenDatable, openDatable} from './datable.ts'

export interface LazyReader extends Pick<NamableFile, 'read'> {
  /** Where nothing was read there is nothing to close. */
  close(): Promise<void>
}

/** What `read` throws is what opening it, or reading from it, throws. */
export function lazyReader(path: RawPath): LazyReader {
  let opening: Promise<OpenDatable> | undefined
  return {
    async read(position, length) {
      opening ??= openDatable(path, {timezone: 'UTC'})
      return await (await opening).read(position, length)
    },
    async close() {
      const opened = await opening?.catch(() => undefined)
      await opened?.close()
    },
  }
}
