import {expect} from 'chai'
import {basename, fromText, groupAssets, type RawPath} from 'mediastruct'
import {type Fate, fateOf} from '../src/planner/fate.ts'
import {type Held, Holdings} from '../src/planner/held.ts'
import {type Member, membersOf, type ReadAsset} from '../src/planner/members.ts'

/** Who holds a file: the library (under that name), this run's plan, a master, or a disc that is not here (under its own name). */
type Holder = `library ${string}` | `now ${string}` | 'master' | 'away'
type Holders = Readonly<Record<string, '' | Holder | readonly Holder[]>>

function assetOf(names: readonly string[]): ReadAsset {
  const [asset, ...others] = groupAssets(names.map(fromText))
  expect(others).to.deep.equal([])
  const members = asset ? [asset.primary, ...asset.companions] : []
  const [primary, ...companions] = members.map(
    (member): Member => ({
      ...member,
      path: `/drop/${member.name}` as RawPath,
      size: 1,
      mtimeNs: 0n,
      ctimeNs: 0n,
      inode: 0n,
      hash: member.name,
    }),
  )
  if (!primary) throw new Error('no asset')
  return {primary, companions}
}

function placeOf(holder: Holder, name: string): RawPath {
  const [kind, given = name] = holder.split(' ')
  return fromText(`/${kind === 'now' ? 'library' : kind}/${given}`)
}

/** What is filed now under one stem is filed together. */
async function heldIn(asset: ReadAsset, holders: Holders): Promise<Map<Member, Held>> {
  const ofName = (name: string) =>
    [holders[name] ?? ''].flat().flatMap((holder) => (holder === '' ? [] : [{holder, name}]))
  const filedNow = Object.keys(holders)
    .flatMap(ofName)
    .filter(({holder}) => holder.startsWith('now'))
    .map(({holder, name}) => placeOf(holder, name))
  const stem = (path: RawPath) => path.replace(/[._-].*/, '')
  const holdings = new Holdings(
    {
      all: async ({path}, where = () => true) =>
        ofName(basename(path))
          .filter(({holder, name}) => !holder.startsWith('now') && where(placeOf(holder, name)))
          .map(({holder, name}) => {
            const isOurs = holder.startsWith('library')
            return {path: placeOf(holder, name), atHand: holder !== 'away', isOurs, isOpen: isOurs}
          }),
    },
    {
      equalTo: async ({path}, where = () => true) =>
        ofName(basename(path))
          .filter(({holder}) => holder.startsWith('now'))
          .map(({holder, name}) => placeOf(holder, name))
          .map((place) => ({
            path: fromText('/drop/x'),
            place,
            isOpen: true,
            together: filedNow.filter((other) => stem(other) === stem(place)),
          }))
          .filter(where),
    },
  )
  return await holdings.ofAsset(membersOf(asset))
}

/** In short: `filed: a.CR2 + a.jpg`, `joins /library/x: a.xmp`, `held: a.jpg`, `follows: a.xmp`. */
function told({filed, anchor, joining, held, following}: Fate): string[] {
  const names = (members: readonly Member[]) => members.map(({name}) => name).join(' + ')
  return [
    ...filed.map((asset) => `filed: ${names(membersOf(asset))}`),
    ...(joining.length > 0 ? [`joins ${anchor?.stem}: ${names(joining)}`] : []),
    ...(held.length > 0 ? [`held: ${names(held)}`] : []),
    ...(following.length > 0 ? [`follows: ${names(following)}`] : []),
  ]
}

interface Row {
  what: string
  /** The members of the asset, and who holds them. */
  asset: Holders
  fate: string[]
}

const ROWS: Row[] = [
  {
    what: 'nothing of it is held',
    asset: {'a.CR2': '', 'a.jpg': '', 'a.xmp': ''},
    fate: ['filed: a.CR2 + a.jpg + a.xmp'],
  },
  {
    what: 'all of it is held',
    asset: {'a.CR2': 'master', 'a.jpg': 'library x.jpg', 'a.xmp': 'master'},
    fate: ['held: a.CR2 + a.jpg + a.xmp'],
  },
  {
    what: 'the library holds the photo, and its sidecar is new',
    asset: {'a.jpg': 'library x.jpg', 'a.xmp': ''},
    fate: ['joins /library/x: a.xmp', 'held: a.jpg'],
  },
  {
    what: 'this run files the photo, and its sidecar is new',
    asset: {'a.jpg': 'now x.jpg', 'a.jpg.xmp': ''},
    fate: ['joins /library/x: a.jpg.xmp', 'held: a.jpg'],
  },
  {
    what: 'a master holds the photo, and its sidecar is new',
    asset: {'a.jpg': 'master', 'a.xmp': ''},
    fate: ['held: a.jpg', 'follows: a.xmp'],
  },
  {
    what: 'a disc that is not here holds the photo, and its sidecar is new',
    asset: {'a.jpg': 'away', 'a.aae': ''},
    fate: ['held: a.jpg', 'follows: a.aae'],
  },
  {
    what: 'the library holds the JPEG, and the raw file is new',
    asset: {'a.CR2': '', 'a.jpg': 'library x.jpg', 'a.CR2.xmp': ''},
    fate: ['joins /library/x: a.CR2 + a.CR2.xmp', 'held: a.jpg'],
  },
  {
    what: 'the library holds the raw file, and the JPEG is new',
    asset: {'a.CR2': 'library x.cr2', 'a.jpg': '', 'a.xmp': ''},
    fate: ['joins /library/x: a.jpg + a.xmp', 'held: a.CR2'],
  },
  {
    what: 'a master holds the JPEG, and the raw file is new: the notes go with it',
    asset: {'a.CR2': '', 'a.jpg': 'master', 'a.xmp': '', 'a.jpg.xmp': ''},
    fate: ['filed: a.CR2 + a.xmp', 'held: a.jpg', 'follows: a.jpg.xmp'],
  },
  {
    what: 'a master holds the raw file, and the JPEG is new: it is a picture for itself',
    asset: {'a.CR2': 'master', 'a.jpg': '', 'a.jpg.xmp': '', 'a.CR2.xmp': ''},
    fate: ['filed: a.jpg + a.jpg.xmp', 'held: a.CR2', 'follows: a.CR2.xmp'],
  },
  {
    what: 'a master holds the raw file, the library the JPEG, and the sidecar is new',
    asset: {'a.CR2': 'master', 'a.jpg': 'library x.jpg', 'a.xmp': ''},
    fate: ['joins /library/x: a.xmp', 'held: a.CR2 + a.jpg'],
  },
  {
    what: 'the library holds the still of a Live Photo, and the film is new',
    asset: {'a.HEIC': 'library x.heic', 'a.MOV': ''},
    fate: ['joins /library/x: a.MOV', 'held: a.HEIC'],
  },
  {
    what: 'the library holds the film of a Live Photo, and the still is new',
    asset: {'a.HEIC': '', 'a.MOV': 'library x.MOV', 'a.AAE': ''},
    fate: ['joins /library/x: a.HEIC + a.AAE', 'held: a.MOV'],
  },
  {
    what: 'a master holds the still of a Live Photo, and the film is new',
    asset: {'a.HEIC': 'master', 'a.MOV': '', 'a.AAE': ''},
    fate: ['filed: a.MOV + a.AAE', 'held: a.HEIC'],
  },
  {
    what: 'the library holds the original, and the edited version is new',
    asset: {'IMG_1234.HEIC': 'library x.heic', 'IMG_E1234.JPG': '', 'IMG_1234.AAE': ''},
    fate: ['joins /library/x: IMG_E1234.JPG + IMG_1234.AAE', 'held: IMG_1234.HEIC'],
  },
  {
    what: 'a master holds the original, and the edited version is new: it is a picture for itself',
    asset: {'IMG_1234.HEIC': 'master', 'IMG_E1234.JPG': '', 'IMG_1234.AAE': ''},
    fate: ['filed: IMG_E1234.JPG', 'held: IMG_1234.HEIC', 'follows: IMG_1234.AAE'],
  },
  {
    what: 'the library holds the edited version as one, and the original is new',
    asset: {'IMG_1234.HEIC': '', 'IMG_E1234.JPG': 'library x_edited.jpg'},
    fate: ['joins /library/x: IMG_1234.HEIC', 'held: IMG_E1234.JPG'],
  },
  {
    what: 'the library holds the edited version as a picture for itself, and the original is new',
    asset: {'IMG_1234.HEIC': '', 'IMG_E1234.JPG': 'library x.jpg', 'IMG_1234.AAE': ''},
    fate: ['filed: IMG_1234.HEIC + IMG_1234.AAE', 'held: IMG_E1234.JPG'],
  },
  {
    what: 'the photo is new, and its sidecar is that of another: it comes along',
    asset: {'a.jpg': '', 'a.xmp': 'library other.xmp'},
    fate: ['filed: a.jpg + a.xmp'],
  },
  {
    what: 'a raw file joins a JPEG whose sidecar lies there, too',
    asset: {'a.CR2': '', 'a.jpg': 'library x.jpg', 'a.xmp': 'library x.xmp'},
    fate: ['joins /library/x: a.CR2', 'held: a.jpg + a.xmp'],
  },
  {
    what: 'a raw file joins a JPEG, and the same sidecar lies beside another picture',
    asset: {'a.CR2': '', 'a.jpg': 'library x.jpg', 'a.xmp': 'library x2.xmp'},
    fate: ['joins /library/x: a.CR2 + a.xmp', 'held: a.jpg'],
  },
  {
    what: 'the photo is held, and its sidecar is that of another: it joins it',
    asset: {'a.jpg': 'library x.jpg', 'a.xmp': 'library other.xmp'},
    fate: ['joins /library/x: a.xmp', 'held: a.jpg'],
  },
  {
    what: 'the sidecar is that of another, and lies beside the photo, too',
    asset: {'a.jpg': 'library x.jpg', 'a.xmp': ['library other.xmp', 'library x.xmp']},
    fate: ['held: a.jpg + a.xmp'],
  },
  {
    what: 'the sidecar lies beside the photo under another name, or with a number',
    asset: {'a.jpg': 'library x.jpg', 'a.jpg.xmp': 'library x.xmp', 'a.xmp': 'library x.jpg-2.xmp'},
    fate: ['held: a.jpg + a.jpg.xmp + a.xmp'],
  },
  {
    what: 'the sidecar lies beside another copy of the photo',
    asset: {'a.jpg': ['library x.jpg', 'library y.jpg'], 'a.xmp': 'library y-2.xmp'},
    fate: ['held: a.jpg + a.xmp'],
  },
  {
    what: 'the sidecar lies in a directory below that of the photo',
    asset: {'a.jpg': 'library x.jpg', 'a.xmp': 'library x/x.xmp'},
    fate: ['joins /library/x: a.xmp', 'held: a.jpg'],
  },
  {
    what: 'this run files the photo with the same sidecar',
    asset: {'a.jpg': 'now x.jpg', 'a.xmp': 'now x.xmp'},
    fate: ['held: a.jpg + a.xmp'],
  },
  {
    what: 'this run files the photo, and the same sidecar with another',
    asset: {'a.jpg': 'now x.jpg', 'a.xmp': 'now other.xmp'},
    fate: ['joins /library/x: a.xmp', 'held: a.jpg'],
  },
  {
    what: 'the library holds the photo, and this run files the same sidecar with another',
    asset: {'a.jpg': 'library x.jpg', 'a.xmp': ['now other.xmp', 'master']},
    fate: ['joins /library/x: a.xmp', 'held: a.jpg'],
  },
  {
    what: 'a master holds the photo and its sidecar',
    asset: {'a.jpg': 'master', 'a.xmp': 'master'},
    fate: ['held: a.jpg + a.xmp'],
  },
  {
    what: 'a master holds the photo, and the library the sidecar of another',
    asset: {'a.jpg': 'master', 'a.xmp': 'library other.xmp'},
    fate: ['held: a.jpg', 'follows: a.xmp'],
  },
  {
    what: 'a disc that is not here holds the photo, and the library the sidecar of another',
    asset: {'a.jpg': 'away', 'a.xmp': 'library a.xmp'},
    fate: ['held: a.jpg', 'follows: a.xmp'],
  },
  {
    what: 'a disc that is not here holds the photo and its sidecar',
    asset: {'a.jpg': 'away', 'a.xmp': ['library other.xmp', 'away']},
    fate: ['held: a.jpg + a.xmp'],
  },
  {
    what: 'a master holds a film and the small version that another name ties to it',
    asset: {'GX010001.MP4': 'master', 'GL010001.LRV': 'master'},
    fate: ['held: GX010001.MP4 + GL010001.LRV'],
  },
  {
    what: 'the library holds the edited version as a picture for itself, with its sidecar',
    asset: {
      'IMG_1234.HEIC': 'library y.heic',
      'IMG_E1234.JPG': 'library x.jpg',
      'IMG_E1234.JPG.xmp': 'library x.xmp',
    },
    fate: ['held: IMG_1234.HEIC + IMG_E1234.JPG + IMG_E1234.JPG.xmp'],
  },
  {
    what: 'a raw file is new, a master holds its JPEG with the same sidecars',
    asset: {'a.CR2': '', 'a.jpg': 'master', 'a.xmp': 'master', 'a.jpg.xmp': 'master'},
    fate: ['filed: a.CR2 + a.xmp', 'held: a.jpg + a.jpg.xmp'],
  },
]

describe('what becomes of an asset of which others hold a part', () => {
  for (const {what, asset: holders, fate} of ROWS) {
    it(`where ${what}`, async () => {
      const asset = assetOf(Object.keys(holders))
      const held = await heldIn(asset, holders)
      expect(told(fateOf(asset, held))).to.deep.equal(fate)
    })
  }

  it('where the places beside the survivor are taken: it stands for itself', async () => {
    const asset = assetOf(['a.CR2', 'a.jpg'])
    const held = await heldIn(asset, {'a.jpg': 'library x.jpg'})
    expect(told(fateOf(asset, held, {withoutAnchor: true}))).to.deep.equal(['filed: a.CR2', 'held: a.jpg'])
  })

  it('gives what stands for itself the ending of a picture', async () => {
    const asset = assetOf(['IMG_1234.HEIC', 'IMG_E1234.JPG', 'IMG_E1234.JPG.xmp'])
    const {filed} = fateOf(asset, await heldIn(asset, {'IMG_1234.HEIC': 'master'}))
    expect(filed.flatMap(membersOf).map(({tail}) => tail)).to.deep.equal(['.JPG', '.JPG.xmp'])
  })

  it('loses nobody and doubles nobody, whoever holds what', async () => {
    const holders: (Holder | '')[] = ['', 'master', 'library x.jpg', 'now x_edited.jpg', 'away']
    const names = ['IMG_1234.CR2', 'IMG_1234.jpg', 'IMG_E1234.jpg', 'IMG_1234.xmp', 'IMG_1234.jpg.json']
    const asset = assetOf(names)
    for (let number = 0; number < holders.length ** names.length; number++) {
      const held = await heldIn(
        asset,
        Object.fromEntries(
          names.map((name, at) => [
            name,
            holders[Math.floor(number / holders.length ** at) % holders.length] ?? '',
          ]),
        ),
      )
      const {filed, joining, held: staying, following} = fateOf(asset, held)
      const all = [...filed.flatMap(membersOf), ...joining, ...staying, ...following].map(({path}) => path)
      expect(all.toSorted()).to.deep.equal(
        membersOf(asset)
          .map(({path}) => path)
          .toSorted(),
      )
      expect(
        staying.every((member) => held.has(member)),
        'only what is held is not filed',
      ).to.equal(true)
      expect(
        following.every(({isNote}) => isNote),
        'no new picture is left behind',
      ).to.equal(true)
    }
  })
})
