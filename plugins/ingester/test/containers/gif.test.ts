import {expect} from 'chai'
import {gifBlocks} from '../../src/containers/gif.ts'
import {inMemory} from '../../src/containers/in-memory.ts'
import {counted, survives, survivesEndless} from './hostile.ts'

const PACKET =
  '<?xpacket begin="" id="x"?><x:xmpmeta xmlns:x="adobe:ns:meta/">é</x:xmpmeta><?xpacket end="w"?>'

/** Numbers that lead readers of sub-blocks, who take the packet's text for lengths, to its end. */
const TRAILER = Buffer.from([1, ...Array.from({length: 256}, (_, index) => 255 - index), 0])

function xmp(packet: string): Buffer {
  return Buffer.concat([
    Buffer.from('21ff0b', 'hex'),
    Buffer.from('XMP DataXMP'),
    Buffer.from(packet),
    TRAILER,
  ])
}

function subBlocks(bytes: number): Buffer {
  const parts: Buffer[] = []
  for (let left = bytes; left > 0; left -= 255) {
    const length = Math.min(255, left)
    parts.push(Buffer.from([length]), Buffer.alloc(length, 0x21))
  }
  return Buffer.concat([...parts, Buffer.alloc(1)])
}

/** With a table of colours of its own, as flag 0x80 says. */
function image(bytes: number): Buffer {
  return Buffer.concat([
    Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80]),
    Buffer.alloc(6),
    Buffer.from([8]),
    subBlocks(bytes),
  ])
}

const COMMENT = Buffer.concat([Buffer.from('21fe', 'hex'), subBlocks(300)])
const CONTROL = Buffer.from('21f90400000000003b'.slice(0, 16), 'hex')
const END = Buffer.from([0x3b])

function gif(...blocks: Uint8Array[]): Buffer {
  const screen = Buffer.from([1, 0, 1, 0, 0x81, 0, 0])
  return Buffer.concat([Buffer.from('GIF89a'), screen, Buffer.alloc(12), ...blocks])
}

describe('GIF', () => {
  it('finds the packet in front of the picture and behind it, whole and without its trailer', () => {
    for (const bytes of [
      gif(COMMENT, xmp(PACKET), image(1000), END),
      gif(CONTROL, image(1000), xmp(PACKET), END),
    ]) {
      expect(gifBlocks(inMemory(bytes)).xmp).to.deep.equal([PACKET])
    }
  })

  it('takes no other application’s data for it', () => {
    const other = Buffer.concat([Buffer.from('21ff0b', 'hex'), Buffer.from('NETSCAPE2.0'), subBlocks(3)])
    expect(gifBlocks(inMemory(gif(other, image(10), END))).xmp).to.deep.equal([])
  })

  it('stops where the picture ends, and where a block is none', () => {
    expect(gifBlocks(inMemory(gif(END, xmp(PACKET)))).xmp).to.deep.equal([])
    expect(gifBlocks(inMemory(gif(Buffer.from([0]), xmp(PACKET)))).xmp).to.deep.equal([])
  })

  it('walks an animation in few reads, and not for ever', () => {
    const file = counted(gif(image(2 ** 20), xmp(PACKET), END))
    expect(gifBlocks(file).xmp).to.deep.equal([PACKET])
    expect(file.reads).to.be.below(30)
  })

  it('survives broken files', () => {
    const whole = gif(COMMENT, CONTROL, image(600), xmp(PACKET), END)
    survives(gifBlocks, whole)
    survivesEndless(gifBlocks, whole)
  })
})
