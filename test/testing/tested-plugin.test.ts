/** `mediastruct/testing`: asked alone, a plugin answers what the host would take, and is refused as the host would. */
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect} from 'chai'
import {z} from 'zod'
import type {PluginApi, PluginFactory} from '../../src/index.ts'
import {scratch, testPlugin} from '../../src/testing/index.ts'
import {forThisTest} from '../support/children.ts'
import {refusal} from '../support/refused.ts'

const DISC = {
  name: 'disc',
  description: 'a disc',
  capacityBytes: 2 ** 30,
  sectorBytes: 2048,
  overhead: {fixedSectors: 100, sectorsPerFile: 1, sectorsPerDirectory: 1},
  limits: {nameBytes: 255, fileBytes: 2 ** 30},
}

/** A module that hashes by the sum of bytes and the length: different enough for the host's probes. */
const SUM = `export const createSum = () => {
  let [sum, length] = [0, 0]
  return {
    update(bytes) { for (const byte of bytes) { length++; sum = (sum * 31 + byte) % 0xffffffff } },
    digest() { const out = Buffer.alloc(8); out.writeUInt32BE(length); out.writeUInt32BE(sum, 4); return out },
  }
}`

/** Sets up a plugin that only registers. */
function registering(setup: (api: PluginApi) => void) {
  return testPlugin({name: 'mine', apiVersion: 1, setup})
}

describe('testPlugin', () => {
  it('tells what a plugin taps and says, and what it leaves out', async () => {
    const plugin = await registering((api) => {
      api.log.warn('careful')
      api.onFileDiscovered((file) => {
        if (file.size < 10) file.skip(`smaller than 10 in ${file.tree}`)
      })
    })
    expect(plugin.taps.map(({hook, plugin}) => [hook, plugin])).to.deep.equal([['onFileDiscovered', 'mine']])
    expect(plugin.messages).to.deep.equal(['careful'])
    expect(await plugin.discover({path: '/a/b.jpg', size: 3})).to.equal('smaller than 10 in /a')
    expect(await plugin.discover({path: '/a/b.jpg'})).to.equal(undefined)
  })

  it('gives options to factory and setup as the schema has them, and refuses wrong ones', async () => {
    const factory: PluginFactory<{folder: string}> = ({folder: given}) => ({
      name: 'mine',
      apiVersion: 1,
      options: z.strictObject({folder: z.string(), depth: z.number().default(3)}),
      setup: (api, options) => api.log.warn(`${given} ${JSON.stringify(options)}`),
    })
    const {messages} = await testPlugin(factory, {folder: 'x'})
    expect(messages).to.deep.equal(['x {"folder":"x","depth":3}'])
    const {message} = await refusal('BAD_OPTIONS', () => testPlugin(factory, {folder: 5}))
    expect(message).to.match(/^The options of the plugin mine are wrong in the test: "folder"/)
    expect((await testPlugin(factory)).messages.join()).to.include('does nothing without options')
  })

  it('asks about a real file when it was taken', async () => {
    const plugin = await registering((api) => {
      api.captureDate('first-line', async (file) => {
        const text = Buffer.from(await file.read(0, 10)).toString()
        return text === 'unknown   '
          ? undefined
          : {local: text, confidence: file.timezone === 'UTC' ? 'low' : 'high'}
      })
    })
    const at = scratch({'a.jpg': '2019-05-04 and more', 'b.jpg': 'unknown   ', 'c.jpg': '2019-13-04'})
    expect(await plugin.captureDate('first-line', join(at, 'a.jpg'))).to.deep.equal({
      local: '2019-05-04',
      confidence: 'low',
    })
    const berlin = {timezone: 'Europe/Berlin'}
    expect((await plugin.captureDate('first-line', join(at, 'a.jpg'), berlin))?.confidence).to.equal('high')
    expect(await plugin.captureDate('first-line', join(at, 'b.jpg'))).to.equal(undefined)
    const {message} = await refusal('BAD_ANSWER', () => plugin.captureDate('first-line', join(at, 'c.jpg')))
    expect(message).to.include(
      `The plugin mine answered captureDate "first-line" on ${join(at, 'c.jpg')} with`,
    )
    await refusal('UNKNOWN_NAME', () => plugin.captureDate('first-lime', join(at, 'a.jpg')))
  })

  it('tells a source of the drop and the cameras, and hears what it refuses', async () => {
    const plugin = await registering((api) => {
      api.captureDate('careful', (file) => {
        file.refuse(file.localClocks.join(), `in ${file.tree}`)
        return undefined
      })
    })
    const at = scratch({'sub/a.jpg': ''})
    const heard: string[][] = []
    const refuse = (...both: string[]) => heard.push(both)
    const asked = {tree: at, localClocks: ['nikon'], refuse}
    expect(await plugin.captureDate('careful', join(at, 'sub/a.jpg'), asked)).to.equal(undefined)
    expect(await plugin.captureDate('careful', join(at, 'sub/a.jpg'))).to.equal(undefined)
    expect(heard).to.deep.equal([['nikon', `in ${at}`]])
  })

  it('asks where a file is filed', async () => {
    const plugin = await registering((api) => {
      api.renameStrategy('as-it-was', ({name, size}, {folder}) => (size > 0 ? {folder, name} : undefined))
      api.renameStrategy('by-what-it-says', async ({camera, read}) => ({
        folder: camera?.model ?? '',
        name: Buffer.from(await read(5, 6)).toString(),
      }))
      api.renameStrategy('escapes', ({name}) => ({folder: '../up', name}))
    })
    expect(await plugin.rename('as-it-was', {name: 'x.jpg'})).to.deep.equal({
      folder: '2019/2019-05-04',
      name: 'x.jpg',
    })
    expect(await plugin.rename('as-it-was', {path: '/a/y.JPG', size: 0})).to.deep.equal({
      folder: '2019/2019-05-04',
      name: '20190504_123000_3fa8b1c2.JPG',
    })
    const at = scratch({'z.txt': 'what stands in it'})
    expect(
      await plugin.rename('by-what-it-says', {path: join(at, 'z.txt'), camera: {model: 'X'}}),
    ).to.deep.equal({
      folder: 'X',
      name: 'stands',
    })
    const given = {folder: 'f', name: 'n'}
    expect(await plugin.rename('as-it-was', {size: 0}, given)).to.deep.equal(given)
    const {message} = await refusal('BAD_ANSWER', () => plugin.rename('escapes', {path: '/a/y.JPG'}))
    expect(message).to.match(
      /^The plugin mine answered renameStrategy "escapes" on \/a\/y.JPG wrongly\. Expected/,
    )
    await refusal('UNKNOWN_NAME', () => plugin.rename('escape'))
  })

  it('asks which copy stays', async () => {
    const plugin = await registering((api) => {
      api.dedupePolicy('last', ({files}) => {
        const last = files.at(-1)
        return last && !last.master ? {keep: last.path, reason: `${last.role} in ${last.tree}`} : undefined
      })
      api.dedupePolicy('stranger', () => ({keep: '/elsewhere', reason: 'none'}))
    })
    expect(await plugin.dedupe('last', ['/a/x', '/b/x'])).to.deep.equal({keep: '/b/x', reason: 'tree in /b'})
    expect(await plugin.dedupe('last', ['/a/x', {path: '/b/x', role: 'archive'}])).to.equal(undefined)
    const {message} = await refusal('BAD_ANSWER', () => plugin.dedupe('stranger', ['/a/x', '/b/x']))
    expect(message).to.include('The plugin mine answered dedupePolicy "stranger" with')
    await refusal('UNKNOWN_NAME', () => plugin.dedupe('first', ['/a/x']))
  })

  it('hashes in a worker thread, and proves the algorithm first', async () => {
    const at = scratch({'sum.mjs': SUM, 'constant.mjs': SUM.replace('return out', 'return Buffer.alloc(8)')})
    const plugin = await registering((api) => {
      for (const name of ['sum', 'constant']) {
        const module = `file://${at}/${name}.mjs`
        api.hashAlgorithm({name, module, export: 'createSum', digestBytes: 8})
      }
    })
    expect(await plugin.hash('sum', 'a')).to.equal('0000000100000061')
    expect(await plugin.hash('sum', Uint8Array.of(1, 2))).to.equal('0000000200000021')
    const {message} = await refusal('HASH_MODULE', () => plugin.hash('constant', 'a'))
    expect(message).to.include('gives different contents the same digest').and.include('plugin mine')
    await refusal('UNKNOWN_NAME', () => plugin.hash('some', 'a'))
  })

  it('knows the media, and refuses one that can hold nothing', async () => {
    const plugin = await registering((api) => {
      api.volumeTarget(DISC)
      api.volumeTarget({...DISC, name: 'nothing', capacityBytes: 0})
    })
    expect(plugin.medium('disc')).to.deep.equal(DISC)
    await refusal('BAD_ANSWER', () => plugin.medium('nothing'))
    await refusal('UNKNOWN_NAME', () => plugin.medium('disk'))
  })

  it('gives error correction as the host asks it', async () => {
    const room = (sectors: number) => ({sectors: 2 * sectors, redundancyPercent: 100, leastPercent: 50})
    const state = async () => ({state: 'intact', detail: 'all is well'}) as const
    const plugin = await registering((api) => {
      const [name, description] = ['twice', 'each sector twice']
      api.ecc({
        name,
        description,
        room,
        version: async () => '1',
        protect: async () => {},
        check: state,
        repair: state,
      })
    })
    expect((await plugin.ecc('twice')).room(10, 25).sectors).to.equal(20)
    await refusal('BAD_ANSWER', async () => (await plugin.ecc('twice')).room(10, 15))
    await refusal('UNKNOWN_NAME', () => plugin.ecc('thrice'))
    await refusal('UNKNOWN_NAME', () => plugin.ecc('none'))
  })

  it('refuses what is no plugin, and names that are taken', async () => {
    await refusal('BAD_PLUGIN', () => testPlugin({name: 'x', apiVersion: 2, setup: () => undefined}))
    await refusal('NAME_TAKEN', () =>
      registering((api) => {
        api.volumeTarget(DISC)
        api.volumeTarget(DISC)
      }),
    )
  })
})

describe('scratch', () => {
  it('is a directory with files, and is gone when the process ends', async () => {
    const module = new URL('../../dist/testing/index.js', import.meta.url).href
    const script = `import {scratch} from '${module}'
      import {writeFileSync} from 'node:fs'
      const at = scratch({'a/b.txt': 'text'})
      process.stdout.write(at)
      process.stdin.resume()`
    const child = forThisTest(
      spawn(process.execPath, ['--input-type=module', '-e', script], {stdio: ['pipe', 'pipe', 'inherit']}),
    )
    const [bytes] = await once(child.stdout, 'data')
    const at = String(bytes)
    expect(statSync(at).isDirectory()).to.equal(true)
    expect(readFileSync(join(at, 'a', 'b.txt'), 'utf8')).to.equal('text')
    child.stdin.end()
    await once(child, 'exit')
    expect(existsSync(at)).to.equal(false)
  })
})
