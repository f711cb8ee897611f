/** What a catalog says of the copies of volumes, read beside the program: asking the program takes a run of it. */
import {Catalog} from '../../src/catalog/catalog.ts'
import {Copies} from '../../src/catalog/copies.ts'
import type {VolumeEventRow} from '../../src/catalog/volume-events.ts'
import {Volumes} from '../../src/catalog/volumes.ts'

function asked<Answer>(file: string, ask: (copies: Copies, catalog: Catalog) => Answer): Answer {
  const catalog = Catalog.open(file, 'read')
  try {
    return ask(new Copies(catalog.db), catalog)
  } finally {
    catalog.close()
  }
}

/** What happened to volumes, newest first. */
export function recordedEvents(file: string): VolumeEventRow[] {
  return asked(file, (copies) => copies.events.all())
}

/** `a burned`, by name. */
export function recordedCopies(file: string, volume = 'MS-0001'): string[] {
  return asked(file, (copies, {db}) => {
    const row = new Volumes(db).all().find(({id}) => id === volume)
    return row ? copies.of(row).map(({name, state}) => `${name} ${state}`) : []
  })
}
