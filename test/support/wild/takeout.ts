/** What Google Takeout hands out of Google Photos: pictures, a JSON file for most of them, albums that repeat them. */
import {film, heic, jpeg} from './media.ts'
import type {Files} from './tree.ts'

const ROOT = 'Takeout/Google Photos'
const YEAR = `${ROOT}/Photos from 2019`
const ALBUM = `${ROOT}/Holiday in Rome`

/** Takeout's names are at most so long, `.json` included. */
const LONGEST = 51
/** 46 characters: with `.json` behind it, there is no room for the whole extension. */
const LONG = 'Screenshot of a long conversation with my aunt'

/** @param taken in UTC: `2019-01-02T03:04:05Z` */
function json(title: string, taken: string): string {
  const time = (utc: string) => ({timestamp: String(Date.parse(utc) / 1000), formatted: utc})
  return JSON.stringify({
    title,
    description: '',
    creationTime: time('2020-05-06T07:08:09Z'),
    photoTakenTime: time(taken),
    geoData: {latitude: 0, longitude: 0, altitude: 0, latitudeSpan: 0, longitudeSpan: 0},
    url: 'https://photos.google.com/photo/x',
  })
}

/** `IMG.jpg.supplemental-metadata.json`, as far as there is room for it. */
export function jsonName(title: string, number = ''): string {
  return `${`${title}.supplemental-metadata`.slice(0, LONGEST - '.json'.length)}${number}.json`
}

/** Pictures that came without a date of their own: Google took it out, or they never had one. */
export function takeout(): Files {
  return {
    [`${YEAR}/scan.jpg`]: jpeg(201),
    [`${YEAR}/${jsonName('scan.jpg')}`]: json('scan.jpg', '2019-01-02T03:04:05Z'),
    // The second of one name: its number stands elsewhere in the JSON file's name, in the old manner and in the new.
    [`${YEAR}/old.jpg`]: jpeg(202),
    [`${YEAR}/old.jpg.json`]: json('old.jpg', '2019-02-02T03:04:05Z'),
    [`${YEAR}/old(1).jpg`]: jpeg(203),
    [`${YEAR}/old.jpg(1).json`]: json('old.jpg', '2019-02-03T03:04:05Z'),
    [`${YEAR}/new.jpg`]: jpeg(204),
    [`${YEAR}/${jsonName('new.jpg')}`]: json('new.jpg', '2019-03-02T03:04:05Z'),
    [`${YEAR}/new(1).jpg`]: jpeg(205),
    [`${YEAR}/${jsonName('new.jpg', '(1)')}`]: json('new.jpg', '2019-03-03T03:04:05Z'),
    // Names that were cut, the picture's and the JSON file's.
    [`${YEAR}/${LONG}.jpg`]: jpeg(206),
    [`${YEAR}/${LONG}.json`]: json(`${LONG}.jpg`, '2019-04-02T03:04:05Z'),
    // An edited version has no JSON file of its own.
    [`${YEAR}/scan-edited.jpg`]: jpeg(207),
    // A Live Photo: one JSON file for both halves.
    [`${YEAR}/IMG_5580.HEIC`]: heic(208, {make: 'Apple', taken: '2019-05-02T03:04:05', offset: '+02:00'}),
    [`${YEAR}/IMG_5580.MP4`]: film(209, {created: '2019-05-02T01:04:04Z'}),
    [`${YEAR}/IMG_5580.HEIC.json`]: json('IMG_5580.HEIC', '2019-05-02T01:04:05Z'),
    [`${YEAR}/metadata.json`]: JSON.stringify({title: 'Photos from 2019'}),
    // The album repeats pictures byte by byte, and describes each once more.
    [`${ALBUM}/scan.jpg`]: jpeg(201),
    [`${ALBUM}/${jsonName('scan.jpg')}`]: json('scan.jpg', '2019-01-02T03:04:05Z'),
    [`${ALBUM}/IMG_5580.HEIC`]: heic(208, {make: 'Apple', taken: '2019-05-02T03:04:05', offset: '+02:00'}),
    [`${ALBUM}/IMG_5580.MP4`]: film(209, {created: '2019-05-02T01:04:04Z'}),
    [`${ALBUM}/IMG_5580.HEIC.json`]: json('IMG_5580.HEIC', '2019-05-02T01:04:05Z'),
    [`${ALBUM}/metadata.json`]: JSON.stringify({title: 'Holiday in Rome'}),
    'Takeout/archive_browser.html': '<html></html>',
  }
}

/** The same in several archives, each unpacked for itself: a picture lies in one, its JSON file in another. */
export function splitTakeout(): Files {
  const parts = Object.entries(takeout()).map(([path, content], index) => {
    const isDescription = path.endsWith('.json')
    return [`takeout-20240506T070809Z-00${isDescription ? 2 : 1 + 2 * (index % 2)}/${path}`, content] as const
  })
  return Object.fromEntries(parts)
}
