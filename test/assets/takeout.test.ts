import {expect} from 'chai'
import {groupAssets} from '../../src/assets/group.ts'
import {fromText, toText} from '../../src/paths/bytes.ts'

/** The picture that each JSON file goes with, and how it is called behind its stem. */
function described(...names: string[]): Record<string, string> {
  const ways: Record<string, string> = {}
  for (const {primary, companions} of groupAssets(names.map(fromText))) {
    for (const {name, tail} of companions) {
      if (name.endsWith('.json')) ways[toText(name)] = `${toText(primary.name)} ${toText(tail)}`
    }
  }
  return ways
}

/** 46 characters, then what Takeout cuts off. */
const LONG = 'Screenshot_2019-01-02-03-04-05_A_very_long_name_of_an_app'

describe("Takeout's JSON files", () => {
  const STORIES: {name: string; files: string[]; expected: Record<string, string>}[] = [
    {
      name: 'are named after the whole picture',
      files: ['IMG_1.jpg', 'IMG_1.jpg.json', 'IMG_2.JPG', 'img_2.jpg.JSON', 'IMG_2.JPG.json'],
      expected: {'IMG_1.jpg.json': 'IMG_1.jpg .jpg.json', 'IMG_2.JPG.json': 'IMG_2.JPG .JPG-2.json'},
    },
    {
      name: 'have words behind it, whole or cut anywhere',
      files: [
        'IMG_1.jpg',
        'IMG_1.jpg.supplemental-metadata.json',
        'IMG_2.jpg',
        'IMG_2.jpg.supplemental-met.json',
        'IMG_3.jpg',
        'IMG_3.jpg.s.json',
        'IMG_4.jpg',
        'IMG_4.jpg..json',
      ],
      expected: {
        'IMG_1.jpg.supplemental-metadata.json': 'IMG_1.jpg .jpg.json',
        'IMG_2.jpg.supplemental-met.json': 'IMG_2.jpg .jpg.json',
        'IMG_3.jpg.s.json': 'IMG_3.jpg .jpg.json',
        'IMG_4.jpg..json': 'IMG_4.jpg .jpg.json',
      },
    },
    {
      name: 'are cut within the name of the picture, within its extension, too',
      files: [
        `${LONG.slice(0, 47)}.jpg`,
        `${LONG.slice(0, 46)}.json`,
        `${LONG.slice(0, 43)}x.png`,
        `${LONG.slice(0, 43)}x.p.json`,
      ],
      expected: {
        [`${LONG.slice(0, 46)}.json`]: `${LONG.slice(0, 47)}.jpg .jpg.json`,
        [`${LONG.slice(0, 43)}x.p.json`]: `${LONG.slice(0, 43)}x.png .png.json`,
      },
    },
    {
      name: 'are cut to one name for two pictures, and told apart by their numbers',
      files: [
        `${LONG.slice(0, 47)}.jpg`,
        `${LONG.slice(0, 47)}(1).jpg`,
        `${LONG.slice(0, 46)}(1).json`,
        `${LONG.slice(0, 46)}.json`,
      ],
      expected: {
        [`${LONG.slice(0, 46)}.json`]: `${LONG.slice(0, 47)}.jpg .jpg.json`,
        [`${LONG.slice(0, 46)}(1).json`]: `${LONG.slice(0, 47)}(1).jpg .jpg.json`,
      },
    },
    {
      name: 'carry the number of a twin behind its extension, or behind the words',
      files: [
        'IMG.jpg',
        'IMG(1).jpg',
        'IMG(2).jpg',
        'IMG(12).jpg',
        'IMG.jpg.json',
        'IMG.jpg(1).json',
        'IMG.jpg.supplemental-metadata(2).json',
        'IMG.jpg.supp(12).json',
      ],
      expected: {
        'IMG.jpg.json': 'IMG.jpg .jpg.json',
        'IMG.jpg(1).json': 'IMG(1).jpg .jpg.json',
        'IMG.jpg.supplemental-metadata(2).json': 'IMG(2).jpg .jpg.json',
        'IMG.jpg.supp(12).json': 'IMG(12).jpg .jpg.json',
      },
    },
    {
      name: 'speak of a picture whose own name ends in a number',
      files: ['IMG(1).jpg', 'IMG(1).jpg.json', 'IMG(3).jpg', 'IMG(3).jpg.supplemental-metadata.json'],
      expected: {
        'IMG(1).jpg.json': 'IMG(1).jpg .jpg.json',
        'IMG(3).jpg.supplemental-metadata.json': 'IMG(3).jpg .jpg.json',
      },
    },
    {
      name: 'of the original serve the edited version',
      files: ['IMG_1.jpg', 'IMG_1-edited.jpg', 'IMG_1.jpg.json', 'IMG_2-edited.jpg', 'IMG_2.HEIC.json'],
      expected: {
        'IMG_1.jpg.json': 'IMG_1.jpg .jpg.json',
        'IMG_2.HEIC.json': 'IMG_2-edited.jpg .jpg.json',
      },
    },
    {
      name: 'of an edited twin carry its number',
      files: ['IMG.jpg', 'IMG.jpg.json', 'IMG-edited(1).jpg', 'IMG.jpg(1).json'],
      expected: {'IMG.jpg.json': 'IMG.jpg .jpg.json', 'IMG.jpg(1).json': 'IMG-edited(1).jpg .jpg.json'},
    },
    {
      name: 'of the still serve the film of a Live Photo',
      files: [
        'IMG_1.HEIC',
        'IMG_1.MP4',
        'IMG_1.HEIC.json',
        'IMG_2.MP4',
        'IMG_2.HEIC.supplemental-metadata.json',
      ],
      expected: {
        'IMG_1.HEIC.json': 'IMG_1.HEIC .HEIC.json',
        'IMG_2.HEIC.supplemental-metadata.json': 'IMG_2.MP4 .MP4.json',
      },
    },
    {
      name: 'know two pictures of one stem apart',
      files: ['IMG_1.HEIC', 'IMG_1.jpg', 'IMG_1.jpg.json', 'IMG_1.HEIC.json'],
      expected: {'IMG_1.HEIC.json': 'IMG_1.HEIC .HEIC.json', 'IMG_1.jpg.json': 'IMG_1.jpg .jpg.json'},
    },
    {
      name: 'belong to a picture that came without an extension',
      files: ['20030616.jpg', '20030616.json', '20030616(1).jpg', '20030616(1).json'],
      expected: {
        '20030616.json': '20030616.jpg .jpg.json',
        '20030616(1).json': '20030616(1).jpg .jpg.json',
      },
    },
    {
      name: 'do not go to a picture that has its own',
      files: ['IMG_1.jpg', 'IMG_1.jpg.json', 'IMG_1.HEIC.json'],
      expected: {'IMG_1.jpg.json': 'IMG_1.jpg .jpg.json'},
    },
    {
      name: 'of albums, and of pictures that are not there, belong to nobody',
      files: ['IMG_1.jpg', 'metadata.json', 'IMG_9.jpg.json', 'IMG_1.jpg(3).json', 'IMG_10.json'],
      expected: {},
    },
    {
      name: 'of names that are not ASCII are found',
      files: ['Frühling am Müggelsee.jpg', 'Frühling am Müggelsee.jpg.suppl.json'],
      expected: {'Frühling am Müggelsee.jpg.suppl.json': 'Frühling am Müggelsee.jpg .jpg.json'},
    },
  ]
  for (const {name, files, expected} of STORIES) {
    it(name, () => {
      expect(described(...files)).to.deep.equal(expected)
      const reversed = described(...files.toReversed())
      expect(Object.keys(reversed).sort(), 'in whatever order').to.deep.equal(Object.keys(expected).sort())
    })
  }
})
