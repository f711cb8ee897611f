import {expect} from 'chai'
import {checkRoles} from '../../src/config/check.ts'
import {defaultConfig} from '../../src/config/load.ts'
import {configJsonSchema} from '../../src/config/schema.ts'
import {fromText} from '../../src/paths/bytes.ts'
import {failure, Scratch} from './scratch.ts'

/** The config, and what the message must say. */
const REFUSED: Record<string, readonly [config: string, ...says: string[]]> = {
  'an unknown key': ['{libary: x}', 'unknown key "libary"', 'Did you mean "library"?'],
  'a key far from any': ['{qqqqqqqqq: 1}', 'unknown key "qqqqqqqqq"', 'Expected one of $schema, drop'],
  'an unknown key of a drop': ['{drop: [{path: a, coppy: true}]}', '"drop[0].coppy"', 'Did you mean "copy"?'],
  'a wrong type': ['{copies: two}', '"copies": expected a whole number of at least 1; got "two"'],
  'a fraction': ['{copies: 1.5}', '"copies"', 'got 1.5'],
  'no copies': ['{copies: 0}', '"copies"', 'got 0'],
  'a string for a list': ['{drop: a}', '"drop": expected a list of directories', 'got "a"'],
  'a number in a list': ['{masters: [a, 3]}', '"masters[1]"', 'got 3'],
  'a wrong type inside a drop': ['{drop: [{path: a, copy: 1}]}', '"drop[0].copy"', 'got 1'],
  'a drop without a path': ['{drop: [{copy: true}]}', '"drop[0].path"', 'got nothing'],
  'an empty path': ['{library: ""}', '"library": expected a directory; got ""'],
  'a key without a value': ['{library: }', '"library"', 'got nothing'],
  'a wrong age': ['{auditEvery: 3 fortnights}', '"auditEvery": expected an age', 'got "3 fortnights"'],
  'an age without a unit': ['{maxAge: {./a: 30}}', '"maxAge../a"', 'got 30'],
  'a wrong zone': [
    '{timezone: Mars/Olympus}',
    '"timezone": expected an IANA time zone',
    'got "Mars/Olympus"',
  ],
  'a camera that is no list': [
    '{localClocks: nikon}',
    '"localClocks": expected a list of camera makes',
    'got "nikon"',
  ],
  'a wrong template': ["{rename: '{yyy}.{ext}'}", '"rename"', 'yyy'],
  'a template with a stray brace': ['{rename: "yyyy}"}', '"rename"', 'character 5'],
  'an unknown token of a folder': ['{folder: "{yyyy}/{hash8}"}', '"folder"', 'character 8'],
  'a folder outside': ['{folder: ../x}', '"folder"'],
  'a plugin object in data': ['{plugins: [{name: x}]}', '"plugins[0]"', 'an object with the keys name'],
  __proto__: ['{"__proto__": {"copies": 3}}', '__proto__'],
  '__proto__ deeper': ['{"plugins": [["x", {"__proto__": {}}]]}', '__proto__'],
  $import: ['{$import: ./other.yaml}', '"$import" is not supported'],
  'a list': ['[a]', 'expected an object', 'got a list'],
  text: ['just words', 'expected an object', 'got "just words"'],
  'what is no YAML': ['{a: [', "can't be parsed"],
  'a drop in the library': ['{drop: [p/in], library: p}', '"drop[0]" (', 'lies inside "library"'],
  'a library in a drop': ['{drop: [p], library: p/l}', '"library" (', 'lies inside "drop[0]"'],
  'a drop in the archive': ['{drop: [a/in], archive: a}', 'lies inside "archive"'],
  'a drop in a master': ['{drop: [m/in], masters: [x, m]}', 'lies inside "masters[1]"'],
  'a master in a drop': ['{drop: [d], masters: [d/m]}', '"masters[0]"', 'lies inside "drop[0]"'],
  'a drop in a drop': ['{drop: [d, d/e]}', '"drop[1]"', 'lies inside "drop[0]"'],
  'a drop that is duplicates': ['{drop: [d], duplicates: d}', 'are the same directory'],
  'a library in the archive': ['{library: a/l, archive: a}', 'lies inside "archive"'],
  'an archive in the library': ['{library: l, archive: l/a}', 'lies inside "library"'],
  'duplicates in a master': ['{duplicates: m/d, masters: [m]}', 'lies inside "masters[0]"'],
  'duplicates in the archive': ['{duplicates: a/d, archive: a}', 'lies inside "archive"'],
  'a master in duplicates': ['{duplicates: d, masters: [d/m]}', 'lies inside "duplicates"'],
  'one directory in two roles': ['{library: l, trees: [./l/]}', '"library" and "trees[0]" are the same'],
}

describe('a config that is refused', () => {
  let scratch: Scratch
  beforeEach(() => {
    scratch = new Scratch()
  })
  afterEach(() => scratch.remove())

  for (const [name, [config, ...says]] of Object.entries(REFUSED)) {
    it(`${name}: ${config}`, async () => {
      const file = scratch.write('mediastruct.config.yaml', config)
      const error = await failure(scratch.load())
      expect(error).to.include({code: 'BAD_CONFIG', exitCode: 2})
      for (const words of [file, ...says]) expect(error.message).to.contain(words)
    })
  }

  it('names every wrong key at once', async () => {
    scratch.write('mediastruct.config.yaml', '{copies: a, threads: b, hsah: c}')
    const {message} = await failure(scratch.load())
    for (const key of ['copies', 'threads', 'hsah']) expect(message).to.contain(`"${key}"`)
  })

  it('lets stand what is no contradiction', async () => {
    const config =
      '{library: l, masters: [l/best, m, m], trees: [t], drop: [t/in, in], duplicates: dup, archive: a}'
    scratch.write('mediastruct.config.yaml', config)
    expect((await scratch.load()).settings.masters).to.have.length(3)
  })

  it('checks directories again after flags, with no file to name', () => {
    const {settings} = defaultConfig(scratch.env)
    Object.assign(settings, {library: fromText('/a'), archive: fromText('/a/b')})
    expect(() => checkRoles(settings)).to.throw(/^"archive" \(\/a\/b\) lies inside "library"/)
  })
})

describe('the JSON Schema of the config', () => {
  it('knows every key, and nothing else', () => {
    const schema = configJsonSchema()
    expect(schema.additionalProperties).to.equal(false)
    const properties = schema.properties as Record<string, {description?: string}>
    expect(properties).to.include.keys('$schema', 'drop', 'maxAge', 'plugins', 'rename')
    for (const [key, {description}] of Object.entries(properties)) expect(description, key).to.be.a('string')
  })
})
