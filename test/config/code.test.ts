import {chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs'
import {expect} from 'chai'
import {trustFile, whyDoubtful} from '../../src/config/trust.ts'
import {failure, Scratch} from './scratch.ts'

const VALUE_IMPORT = `
import {defineConfig} from 'mediastruct'
const copies: number = 3
export default defineConfig({
  copies,
  rename: (file, proposal) => ({...proposal, name: file.hash}),
  plugins: [{name: 'mine', apiVersion: 1, setup() {}}, () => ({})],
})
`

describe('a config that is code', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  for (const [name, packageJson] of Object.entries({
    'no package.json': undefined,
    'type commonjs': '{"type": "commonjs"}',
    'type module': '{"type": "module"}',
  })) {
    it(`imports defineConfig with nothing installed beside it: ${name}`, async () => {
      const file = scratch.write('mediastruct.config.ts', VALUE_IMPORT)
      if (packageJson) scratch.write('package.json', packageJson)
      const {settings} = await scratch.load()
      expect(settings.copies).to.equal(3)
      expect(settings.rename).to.be.a('function')
      const [object, factory] = settings.plugins
      expect(object).to.include({kind: 'object', from: file}).and.have.nested.property('value.name', 'mine')
      expect(factory).to.have.property('value').that.is.a('function')
    })
  }

  it('may be CommonJS, in TypeScript too', async () => {
    scratch.write('package.json', '{"type": "commonjs"}')
    const text =
      "const {defineConfig} = require('mediastruct')\nmodule.exports = defineConfig({copies: 3 as number})"
    scratch.write('mediastruct.config.ts', text)
    expect((await scratch.load()).settings.copies).to.equal(3)
  })

  const broken: Record<string, readonly [text: string, says: string]> = {
    throws: ['throw new Error("boom")', 'boom'],
    'exports nothing': ['export const x = 1', 'expected a default export'],
    'is no TypeScript': ['export default {', "can't be run"],
    'has a wrong key': ['export default {copys: 3}', 'Did you mean "copies"?'],
    'has a function in the wrong place': ['export default {hash: () => 1}', 'got a function'],
  }
  for (const [name, [text, says]] of Object.entries(broken)) {
    it(`is refused where it ${name}`, async () => {
      const file = scratch.write('mediastruct.config.ts', text)
      const error = await failure(scratch.load())
      expect(error.code).to.equal('BAD_CONFIG')
      expect(error.message).to.contain(file).and.contain(says)
    })
  }
})

describe('trust in a config', () => {
  let scratch: Scratch
  let count = 0
  beforeEach(() => {
    scratch = new Scratch()
    mkdirSync(scratch.path('p'))
  })
  afterEach(() => scratch.remove())

  /** Each leaves a mark of its own when it runs. */
  function code(name = 'p/mediastruct.config.mjs'): {file: string; ran: () => boolean} {
    const mark = `mediastructRan${process.pid}x${count++}`
    const file = scratch.write(name, `globalThis.${mark} = true\nexport default {copies: 3}`)
    chmodSync(file, 0o644)
    chmodSync(scratch.path('p'), 0o755)
    return {file, ran: () => mark in globalThis}
  }

  const doubtful: Record<string, (file: string, directory: string) => void> = {
    'a file that its group may write': (file) => chmodSync(file, 0o664),
    'a file that anybody may write': (file) => chmodSync(file, 0o646),
    'a directory that its group may write': (_, directory) => chmodSync(directory, 0o775),
    'a directory that anybody may write, sticky like /tmp': (_, directory) => chmodSync(directory, 0o1777),
  }
  if (process.getuid?.() === 0) {
    doubtful['a file of another user'] = (file) => chownSync(file, 4711, 4711)
    doubtful['a directory of another user'] = (_, directory) => chownSync(directory, 4711, 4711)
  }
  for (const [name, spoil] of Object.entries(doubtful)) {
    it(`is refused to ${name}, before it runs; given by --config, and by hash until it changes`, async () => {
      const {file, ran} = code()
      spoil(file, scratch.path('p'))
      const error = await failure(scratch.load('p'))
      expect(error).to.include({code: 'UNTRUSTED_CONFIG', exitCode: 2})
      expect(error.hint).to.contain(`mediastruct config trust ${file}`)
      expect(ran()).to.equal(false)

      expect((await scratch.load('.', 'p/mediastruct.config.mjs')).settings.copies).to.equal(3)
      expect(ran()).to.equal(true)

      await trustFile(file, scratch.env)
      expect((await scratch.load('p')).settings.copies).to.equal(3)
      scratch.write('p/mediastruct.config.mjs', 'export default {copies: 4}')
      expect(await failure(scratch.load('p'))).to.have.property('code', 'UNTRUSTED_CONFIG')
    })
  }

  it('is plain for the user’s own file and directory', async () => {
    const {ran} = code()
    await scratch.load('p')
    expect(ran()).to.equal(true)
  })

  it('looks at what a link leads to', async () => {
    mkdirSync(scratch.path('card'))
    const {ran} = code('card/x.mjs')
    chmodSync(scratch.path('card'), 0o777)
    symlinkSync('../card/x.mjs', scratch.path('p/mediastruct.config.mjs'))
    expect(await failure(scratch.load('p'))).to.have.property('code', 'UNTRUSTED_CONFIG')
    expect(ran()).to.equal(false)
  })

  it('is needed by data that names plugins, and by no other data', async () => {
    chmodSync(scratch.path('p'), 0o777)
    for (const plugins of ['[./policy.ts]', '[package-name]', '[[../x.js, {}]]']) {
      scratch.write('p/mediastruct.config.yaml', `plugins: ${plugins}`)
      expect(await failure(scratch.load('p')), plugins).to.have.property('code', 'UNTRUSTED_CONFIG')
    }
    scratch.write('p/mediastruct.config.yaml', 'plugins: []\ncopies: 3')
    expect((await scratch.load('p')).settings.copies).to.equal(3)
  })

  it('remembers several files, and leaves a list alone that it did not write', async () => {
    const [first, second] = [code('p/a.mjs').file, code('p/b.mjs').file]
    await trustFile(first, scratch.env)
    await trustFile(second, scratch.env)
    await trustFile(first, scratch.env)
    const list = scratch.path('home/data/mediastruct/trusted.json')
    const {files} = JSON.parse(readFileSync(list, 'utf8'))
    expect(files.map(({path}: {path: string}) => path)).to.deep.equal([second, first])
    scratch.write('home/data/mediastruct/trusted.json', '{"mine": 1}')
    expect(await failure(trustFile(first, scratch.env))).to.have.property('code', 'BAD_TRUST')
    expect(readFileSync(list, 'utf8')).to.equal('{"mine": 1}')
  })

  const own = {path: '/x', uid: 1000, mode: 0o100644, magic: 0xef53}
  const magics = {
    FAT: 0x4d44,
    exFAT: 0x2011bab0,
    NTFS: 0x5346544e,
    'ISO 9660': 0x9660,
    UDF: 0x15013346,
    NFS: 0x6969,
    SMB: 0xfe534d42,
    FUSE: 0x65735546,
  }
  for (const [name, magic] of Object.entries(magics)) {
    it(`does not reach onto ${name}`, () => {
      expect(whyDoubtful({...own, magic}, 1000)).to.equal(`/x lies on a ${name} file system`)
      expect(whyDoubtful({...own, magic: magic | 0}, 1000)).to.contain(name)
    })
  }
  it('reaches to the user and root', () => {
    expect(whyDoubtful(own, 1000)).to.equal(undefined)
    expect(whyDoubtful({...own, uid: 0}, 1000)).to.equal(undefined)
    expect(whyDoubtful(own, 0)).to.contain('another user')
    expect(whyDoubtful({...own, uid: 1001}, 1000)).to.contain('another user')
  })
})
