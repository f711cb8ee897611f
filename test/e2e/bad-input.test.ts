/** What a careless or hostile user types: always an exit code that tells, and a sentence that helps. */
import {mkdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect} from 'chai'
import {madeOnce} from '../support/made-once.ts'
import {mediastruct} from '../support/mediastruct.ts'

interface Row {
  name: string
  /** Prepares the directory, which holds the crawled trees `a` and `b` and a config. */
  setup?: (directory: string) => void
  command: string[]
  code: number
  /** Part of the message. */
  says: string
}

const CATALOG = '.mediastruct/catalog.db'
const writes = (file: string, text: string) => (directory: string) =>
  writeFileSync(join(directory, file), text)
const config = (extra: object) =>
  writes('mediastruct.config.json', JSON.stringify({trees: ['a', 'b'], ...extra}))
const rawConfig = (text: string) => writes('mediastruct.config.json', text)
const makes = (path: string) => (directory: string) => void mkdirSync(join(directory, path))

const USAGE: Row[] = [
  {name: 'an unknown command', command: ['crwl'], code: 2, says: 'There is no command'},
  {name: 'an unknown flag', command: ['crawl', '--thread', '3'], code: 2, says: '--thread'},
  {
    name: 'no thread at all',
    command: ['crawl', '--threads', '0'],
    code: 2,
    says: 'greater than or equal to 1',
  },
  {name: 'an age that is none', command: ['crawl', '--max-age', 'soon'], code: 2, says: 'is not an age'},
  {name: 'a size that is none', command: ['dupes', '--min-size', 'lots'], code: 2, says: 'is not a size'},
  {
    name: 'an unknown field of change',
    command: ['crawl', '--change-by', 'size,name'],
    code: 2,
    says: 'does not know',
  },
  {name: 'an unknown hash', command: ['crawl', '--hash', 'blake4'], code: 2, says: 'Did you mean "blake3"?'},
  {name: 'an unknown format', command: ['dupes', '--format', 'yaml'], code: 2, says: 'to be one of'},
  {name: 'an empty path', command: ['crawl', ''], code: 2, says: 'A path is empty'},
  {name: 'an empty target', command: ['sort', '--to', ''], code: 2, says: 'A path is empty'},
  {name: 'an empty pattern', command: ['index', 'search', ''], code: 2, says: 'what to look for'},
  {name: 'a root that is not there', command: ['crawl', 'nope'], code: 2, says: 'There is no directory'},
  {name: 'a root that is a file', command: ['crawl', 'a/1.txt'], code: 2, says: 'is not a directory'},
  {name: 'a root that is a device', command: ['crawl', '/dev/null'], code: 2, says: 'is not a directory'},
  {name: 'dupes of what was never crawled', command: ['dupes', '/usr'], code: 2, says: 'was never crawled'},
  {
    name: 'dupes of a misspelt directory',
    command: ['dupes', 'a/nope'],
    code: 2,
    says: 'There is no directory',
  },
  {
    name: 'status of a misspelt directory',
    command: ['status', 'a/nope'],
    code: 2,
    says: 'There is no directory',
  },
  {
    name: 'verify of what the index does not know',
    command: ['verify', '--accept', 'nope'],
    code: 2,
    says: 'knows nothing',
  },
  {
    name: 'a master that was never crawled',
    command: ['sort', '--master', '/usr', '--to', 'd'],
    code: 2,
    says: 'never crawled',
  },
  {name: 'sort without a target', command: ['sort'], code: 2, says: 'where duplicates go'},
  {name: 'a target inside a source', command: ['sort', '--to', 'a/d'], code: 2, says: 'overlap'},
  {name: 'a target around a source', command: ['sort', '--to', '.'], code: 2, says: 'overlap'},
  {name: 'an unknown run', command: ['undo', 'nope'], code: 2, says: 'There is no run'},
  {name: 'undo of nothing in particular', command: ['undo'], code: 2, says: 'which run'},
  {name: 'a plan that is not there', command: ['apply', 'nope'], code: 2, says: 'There is no plan'},
  {name: 'a plan that is a directory', command: ['apply', 'a'], code: 2, says: 'it is a directory'},
  {name: 'NUL without a list', command: ['status', '-0'], code: 2, says: '--show'},
  {
    name: 'a result over a file of the user',
    command: ['dupes', '-o', 'a/1.txt'],
    code: 2,
    says: 'not written by MediaStruct',
  },
  {
    name: 'a plan over a file of the user',
    command: ['sort', '--to', 'd', '--plan', 'a/1.txt'],
    code: 2,
    says: 'not written by',
  },
  {
    name: 'an index that is not there',
    command: ['dupes', '--index', 'nope.csv'],
    code: 2,
    says: 'There is no index file',
  },
]

const FILES: Row[] = [
  {
    name: 'an index on a drive that is not there',
    command: ['index', 'import', '/dev/no-such-drive'],
    code: 2,
    says: 'There is no drive',
  },
  {
    name: 'an index that is a directory',
    setup: makes('x.csv'),
    command: ['index', 'import', 'x.csv'],
    code: 2,
    says: 'holds no index of ours',
  },
  {
    name: 'a csv index cut in a quote',
    setup: writes('x.csv', 'path,hash,size\n"/a,00,3\n'),
    command: ['dupes', '--index', 'x.csv'],
    code: 2,
    says: 'not valid CSV',
  },
  {
    name: 'an index without hashes',
    setup: writes('x.ndjson', '{"path":"/x"}\n'),
    command: ['dupes', '--index', 'x.ndjson'],
    code: 2,
    says: 'expected a hash',
  },
  {
    name: 'a list of nonsense',
    setup: writes('x.csv', 'nonsense\n'),
    command: ['sort', '--to', 'd', '--list', 'x.csv'],
    code: 2,
    says: 'expected the columns',
  },
  {
    name: 'a json list of nonsense',
    setup: writes('x.json', '{"groups":3}'),
    command: ['sort', '--to', 'd', '--list', 'x.json'],
    code: 2,
    says: 'mediastruct/dupes@1',
  },
  {
    name: 'a plan of nonsense',
    setup: writes('x.ndjson', 'nonsense\n'),
    command: ['apply', 'x.ndjson'],
    code: 2,
    says: 'not a JSON object',
  },
  {
    name: 'an empty plan',
    setup: writes('x.ndjson', ''),
    command: ['apply', 'x.ndjson'],
    code: 2,
    says: 'the file is empty',
  },
]

const CONFIGS: Row[] = [
  {
    name: 'an unknown key',
    setup: config({libary: 'x'}),
    command: ['config'],
    code: 2,
    says: 'Did you mean "library"?',
  },
  {
    name: 'a wrong type',
    setup: config({library: 3}),
    command: ['config'],
    code: 2,
    says: 'expected a directory',
  },
  {name: 'no JSON', setup: rawConfig('{'), command: ['config'], code: 2, says: "can't be parsed"},
  {name: 'a list', setup: rawConfig('[]'), command: ['config'], code: 2, says: 'got a list'},
  {
    name: '__proto__',
    setup: rawConfig('{"__proto__":{"library":"x"}}'),
    command: ['config'],
    code: 2,
    says: 'not allowed',
  },
  {
    name: 'a drop inside the library',
    setup: config({drop: ['l/d'], library: 'l'}),
    command: ['crawl'],
    code: 2,
    says: 'lies inside "library"',
  },
  {
    name: 'the library inside the archive',
    setup: config({library: 'c/l', archive: 'c'}),
    command: ['crawl'],
    code: 2,
    says: 'lies inside "archive"',
  },
  {
    name: 'duplicates inside a master',
    setup: config({masters: ['m'], duplicates: 'm/d'}),
    command: ['crawl'],
    code: 2,
    says: 'masters never change',
  },
  {
    name: 'an unknown policy',
    setup: config({dedupe: 'prefer-mster'}),
    command: ['dupes'],
    code: 2,
    says: 'Did you mean "prefer-master"?',
  },
  {
    name: 'an unknown hash in the config',
    setup: config({hash: 'blake4'}),
    command: ['crawl'],
    code: 2,
    says: 'Did you mean "blake3"?',
  },
  {
    name: 'an unknown step of the round',
    setup: config({round: ['crawl', 'dups']}),
    command: ['run'],
    code: 2,
    says: 'Did you mean "dupes"?',
  },
  {
    name: 'an unknown plugin to turn off',
    setup: config({disable: ['sortr']}),
    command: ['crawl'],
    code: 2,
    says: 'Did you mean "sorter"?',
  },
  {
    name: 'a command of a plugin that is turned off',
    setup: config({disable: ['sorter']}),
    command: ['sort', '--to', 'd'],
    code: 2,
    says: 'is turned off',
  },
  {
    name: 'a result into a master',
    setup: config({masters: ['b'], trees: ['a']}),
    command: ['dupes', '--format', 'csv', '-o', 'b/dupes.csv'],
    code: 2,
    says: 'would lie in a master',
  },
  {
    name: 'a plan into a master',
    setup: config({masters: ['b'], trees: ['a']}),
    command: ['sort', '--to', 'd', '--plan', 'b/plan.ndjson'],
    code: 2,
    says: 'would lie in a master',
  },
  {
    name: 'a plugin that is not there',
    setup: config({plugins: ['./nope.js']}),
    command: ['crawl', '--config', 'mediastruct.config.json'],
    code: 2,
    says: "can't be loaded",
  },
  {name: 'a config where one is', command: ['init'], code: 2, says: 'There is a config here already'},
]

const CATALOGS: Row[] = [
  {name: 'an empty catalog', setup: writes(CATALOG, ''), command: ['crawl'], code: 2, says: 'is empty'},
  {
    name: 'a cut catalog',
    setup: (directory) => truncateSync(join(directory, CATALOG), 3000),
    command: ['dupes'],
    code: 2,
    says: 'was cut',
  },
  {
    name: 'a catalog of garbage',
    setup: writes(CATALOG, 'garbage'.repeat(999)),
    command: ['crawl'],
    code: 2,
    says: 'is not a catalog',
  },
  {name: 'a newer catalog', setup: newerCatalog, command: ['crawl'], code: 2, says: 'has version 99'},
  {name: 'a catalog that is a directory', command: ['crawl', '--catalog', 'a'], code: 2, says: 'is no file'},
]

function newerCatalog(directory: string): void {
  const db = new DatabaseSync(join(directory, CATALOG))
  db.exec('PRAGMA user_version = 99')
  db.close()
}

async function crawledPair(directory: string): Promise<void> {
  for (const tree of ['a', 'b']) {
    mkdirSync(join(directory, tree))
    for (const name of ['1.txt', '2.txt']) writeFileSync(join(directory, tree, name), `content of ${name}`)
  }
  config({})(directory)
  const crawled = await mediastruct(['crawl'], {cwd: directory})
  expect(crawled.code, crawled.stderr).to.equal(0)
}

const contents = (directory: string) =>
  ['a', 'b'].flatMap((tree) =>
    ['1.txt', '2.txt'].map((name) => readFileSync(join(directory, tree, name), 'utf8')),
  )

for (const [kind, rows] of Object.entries({USAGE, FILES, CONFIGS, CATALOGS})) {
  describe(`bad input: ${kind.toLowerCase()}`, () => {
    const made = madeOnce(crawledPair)
    for (const {name, setup, command, code, says} of rows) {
      it(`${name}: exit ${code}`, async () => {
        const directory = made.path
        setup?.(directory)
        const before = contents(directory)
        const refused = await mediastruct([...command, '--json'], {cwd: directory})
        const {schema, error} = refused.json<{schema: string; error: {code: string; message: string}}>()
        expect(schema).to.equal('mediastruct/error@1')
        expect(error.message).to.contain(says)
        expect(error.code)
          .to.match(/^[A-Z_]+$/)
          .and.not.equal('INTERNAL')
        expect(refused.code).to.equal(code)
        expect(contents(directory)).to.deep.equal(before)
      })
    }
  })
}
