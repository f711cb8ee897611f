/** Streams that remember what was written. */
import {Writable} from 'node:stream'

export class Recorder extends Writable {
  text = ''
  readonly isTTY: boolean
  readonly columns = 60

  constructor(options: {isTTY?: boolean; highWaterMark?: number; delay?: boolean} = {}) {
    super({
      decodeStrings: false,
      highWaterMark: options.highWaterMark ?? 16_384,
      write: (chunk: string | Buffer, _encoding, done) => {
        this.text += chunk.toString()
        if (options.delay) setImmediate(done)
        else done()
      },
    })
    this.isTTY = options.isTTY ?? false
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1)
  }
}
