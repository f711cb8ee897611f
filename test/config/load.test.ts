import {chmodSync, mkdirSync, symlinkSync} from 'node:fs'
import {availableParallelism} from 'node:os'
import {expect} from 'chai'
import {defaultConfig, KEYS} from '../../src/config/load.ts'
import {toText} from '../../src/paths/bytes.ts'
import {failure, Scratch} from './scratch.ts'

describe('loading a config', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  it('without one, takes the defaults and the user’s data directory', async () => {
    mkdirSync(scratch.path('empty'))
    const {settings, file, origins, warnings} = await scratch.load('empty')
    expect(file).to.equal(undefined)
    expect(warnings).to.deep.equal([])
    expect(new Set(origins.values())).to.deep.equal(new Set(['default']))
    expect([...origins.keys()]).to.deep.equal([...KEYS])
    expect(settings).to.deep.include({
      catalog: scratch.path('home/data/mediastruct/catalog.db'),
      hash: 'blake3',
      rename: 'datetime-hash',
      folder: '{yyyy}/{yyyy}-{MM}-{dd}',
      dedupe: 'prefer-master',
      medium: 'bd-r-25',
      copies: 2,
      auditEveryMs: 365 * 86_400_000,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      localClocks: [],
      threads: availableParallelism(),
      round: ['ingest', 'crawl', 'dupes'],
    })
    expect(settings).to.deep.equal(defaultConfig(scratch.env).settings)
  })

  const yaml = 'copies: 3\n'
  const json = '{"copies": 3}'
  const esm = 'export default {copies: 3}'
  const files: Record<string, string> = {
    'mediastruct.config.ts': 'export default {copies: 3 as number}',
    'mediastruct.config.mts': 'export default {copies: 3 satisfies number}',
    'mediastruct.config.js': 'module.exports = {copies: 3}',
    'mediastruct.config.mjs': esm,
    'mediastruct.config.cjs': 'module.exports = {copies: 3}',
    'mediastruct.config.json': json,
    'mediastruct.config.yaml': yaml,
    'mediastruct.config.yml': yaml,
    '.mediastructrc': yaml,
    '.mediastructrc.json': json,
    '.mediastructrc.yaml': yaml,
    '.mediastructrc.ts': esm,
    'package.json': '{"name": "x", "mediastruct": {"copies": 3}}',
    'home/.config/mediastruct/config.yaml': yaml,
    'home/.config/mediastruct/mediastruct.config.json': json,
  }
  for (const [name, text] of Object.entries(files)) {
    it(`reads ${name}, from directories below it too`, async () => {
      const file = scratch.write(name, text)
      mkdirSync(scratch.path('a/b'), {recursive: true})
      const {settings, origins, ...loaded} = await scratch.load('a/b')
      expect(loaded.file).to.equal(file)
      expect(settings.copies).to.equal(3)
      expect(origins.get('copies')).to.equal(file)
      expect(origins.get('hash')).to.equal('default')
    })
  }

  it('goes past package.json files without the key, broken ones too, and prefers the nearest config', async () => {
    scratch.write('mediastruct.config.yaml', 'copies: 9')
    const near = scratch.write('a/mediastruct.config.yaml', yaml)
    scratch.write('a/b/package.json', '{"dependencies": {"mediastruct": "1"}}')
    scratch.write('a/b/c/package.json', '{broken')
    mkdirSync(scratch.path('a/b/c/mediastruct.config.json'))
    expect((await scratch.load('a/b/c')).file).to.equal(near)
  })

  it('says which of two configs in one directory is used', async () => {
    scratch.write('.mediastructrc', 'copies: 9')
    const used = scratch.write('mediastruct.config.json', json)
    const {file, warnings} = await scratch.load()
    expect(file).to.equal(used)
    expect(warnings).to.deep.equal([`${used} is used; beside it, ignored: .mediastructrc.`])
  })

  it('takes the file that is named, and it alone', async () => {
    scratch.write('mediastruct.config.json', json)
    const named = scratch.write('other/mine.yml', 'copies: 4')
    const {settings, file} = await scratch.load('.', 'other/mine.yml')
    expect(file).to.equal(named)
    expect(settings.copies).to.equal(4)
    expect(await failure(scratch.load('.', 'gone.yaml'))).to.have.property('code', 'BAD_CONFIG')
    scratch.write('mine.toml', '')
    expect((await failure(scratch.load('.', 'mine.toml'))).message).to.contain('.toml')
  })

  it('resolves paths against the file that names them, links in them too', async () => {
    mkdirSync(scratch.path('p/real'), {recursive: true})
    symlinkSync('real', scratch.path('p/link'))
    const text = `
drop: [in, {path: ./card, copy: true, timezone: Europe/Berlin}]
library: ./link/photos
archive: ../archive
masters: [/m/./a]
catalog: c.db
maxAge: {./link/photos: 30d, in: 0}
localClocks: [Insta360]
plugins: [./policy.ts, [package-name, {a: 1}]]
`
    const file = scratch.write('p/mediastruct.config.yaml', text)
    mkdirSync(scratch.path('p/deep'))
    const {settings} = await scratch.load('p/deep')
    expect(settings.drop).to.deep.equal([
      {path: scratch.path('p/in'), copy: false, timezone: undefined},
      {path: scratch.path('p/card'), copy: true, timezone: 'Europe/Berlin'},
    ])
    expect(settings.library).to.equal(scratch.path('p/real/photos'))
    expect(settings.archive).to.equal(scratch.path('archive'))
    expect(settings.masters).to.deep.equal(['/m/a'])
    expect(settings.catalog).to.equal(scratch.path('p/c.db'))
    expect(settings.localClocks).to.deep.equal(['Insta360'])
    expect([...settings.maxAgeMs]).to.deep.equal([
      [scratch.path('archive'), 120 * 86_400_000],
      [scratch.path('p/real/photos'), 30 * 86_400_000],
      [scratch.path('p/in'), 0],
    ])
    expect(settings.plugins).to.deep.equal([
      {kind: 'module', specifier: scratch.path('p/policy.ts'), from: file},
      {kind: 'module', specifier: 'package-name', options: {a: 1}, from: file},
    ])
  })

  it('keeps the catalog beside the config, and names beyond ASCII as they are', async () => {
    scratch.write('Fotos/Ä 日本/mediastruct.config.yaml', 'library: Bücher')
    const {settings} = await scratch.load('Fotos/Ä 日本')
    expect(toText(settings.catalog)).to.equal(scratch.path('Fotos/Ä 日本/.mediastruct/catalog.db'))
    expect(toText(settings.library ?? settings.catalog)).to.equal(scratch.path('Fotos/Ä 日本/Bücher'))
  })

  it('reads UTF-16 and a byte-order mark, accepts $schema, and takes an empty file for no wish', async () => {
    scratch.write('a/mediastruct.config.json', Buffer.from(`\ufeff{"$schema": "x", "copies": 3}`, 'utf16le'))
    scratch.write('b/mediastruct.config.json', `\ufeff${json}`)
    scratch.write('c/mediastruct.config.yaml', '# nothing but a comment\n')
    scratch.write('d/mediastruct.config.yaml', '')
    for (const [directory, copies] of Object.entries({a: 3, b: 3, c: 2, d: 2})) {
      expect((await scratch.load(directory)).settings.copies, directory).to.equal(copies)
    }
  })

  it('warns that ~ stays ~', async () => {
    scratch.write('mediastruct.config.yaml', 'library: ~/Pictures')
    const {settings, warnings} = await scratch.load()
    expect(settings.library).to.equal(scratch.path('~/Pictures'))
    expect(warnings).to.have.length(1)
  })

  it('never runs what lies in .config of the working directory', async () => {
    scratch.write('.config/config.cjs', 'globalThis.mediastructWasHere = true')
    scratch.write('.config/config.js', 'globalThis.mediastructWasHere = true')
    scratch.write('mediastruct.config.yaml', yaml)
    const before = process.cwd()
    process.chdir(scratch.root)
    try {
      await scratch.load()
    } finally {
      process.chdir(before)
    }
    expect(globalThis).not.to.have.property('mediastructWasHere')
  })

  it('refuses a config that may not be read', async function () {
    if (process.getuid?.() === 0) return this.skip()
    chmodSync(scratch.write('mediastruct.config.yaml', yaml), 0)
    expect((await failure(scratch.load())).message).to.contain('permission denied')
  })
})
