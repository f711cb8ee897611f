/** Reads a template: literal text and tokens, each with its place. */
import {nearest} from '../errors.ts'
import {badTemplate} from './template-error.ts'

/** A number in a name stands for any number of digits. */
export type TokenName =
  | 'yyyy'
  | 'yy'
  | 'MM'
  | 'dd'
  | 'HH'
  | 'mm'
  | 'ss'
  | 'SSS'
  | 'hash'
  | 'hash8'
  | 'ext'
  | 'name'
  | 'make'
  | 'model'
  | 'camera'
  | 'counter'
  | 'counter4'

export interface Literal {
  readonly kind: 'literal'
  /** Its doubled braces are single here. */
  readonly text: string
  /** In the template, in UTF-16 units. */
  readonly start: number
}

export interface Token {
  readonly kind: 'token'
  /** Without its digits. */
  readonly token: Exclude<TokenName, 'hash8' | 'counter4'>
  /** Of `hashN` and `counterN`: how many, at least. */
  readonly digits: number
  /** Written with `?`: where it has no value, it goes alone. */
  readonly alone: boolean
}

export type Part = Literal | Token

/** Digits of a counter that does not say how many: enough for a card's worth of one day. */
const COUNTER_DIGITS = 3

/** What people call things who don't know our words. */
const SYNONYMS: Readonly<Record<string, TokenName>> = {
  year: 'yyyy',
  month: 'MM',
  day: 'dd',
  hour: 'HH',
  minute: 'mm',
  second: 'ss',
  millisecond: 'SSS',
  ms: 'SSS',
  original: 'name',
  stem: 'name',
  number: 'counter',
  n: 'counter',
  seq: 'counter',
}

const DOUBLED = /\{\{|\}\}/g

/**
 * @param forbidden what no literal text may hold, and the sentence that says so
 * @throws MediaStructError BAD_TEMPLATE
 */
export function parseTemplate(
  text: string,
  allowed: readonly TokenName[],
  forbidden?: RegExp,
  why = '',
): Part[] {
  if (text === '') throw badTemplate(text, {start: 0}, 'it is empty', knownTokens(allowed))
  const parts: Part[] = []
  for (let start = 0; start < text.length; ) {
    const isToken = text[start] === '{' && text[start + 1] !== '{'
    const end = isToken ? endOfToken(text, start) : endOfLiteral(text, start)
    const written = text.slice(start, end)
    const bad = forbidden === undefined ? -1 : written.search(forbidden)
    if (bad >= 0) throw badTemplate(text, {start: start + bad}, why)
    if (isToken) parts.push(tokenOf(text, start, written.slice(1, -1), allowed))
    else parts.push({kind: 'literal', text: written.replace(DOUBLED, (braces) => braces.charAt(0)), start})
    start = end
  }
  return parts
}

const BRACE_HINT = 'A brace that is meant as such is written twice: {{ or }}.'

/** @returns the index behind its closing brace. @throws MediaStructError BAD_TEMPLATE */
function endOfToken(text: string, start: number): number {
  const length = text.slice(start + 1).search(/[{}]/)
  const end = start + 1 + length
  if (length < 0 || text[end] === '{') {
    throw badTemplate(text, {start}, 'this brace is never closed', BRACE_HINT)
  }
  return end + 1
}

/** Up to the next token; doubled braces are text. @throws MediaStructError BAD_TEMPLATE */
function endOfLiteral(text: string, start: number): number {
  let end = start
  while (end < text.length) {
    const character = text[end]
    if (character === text[end + 1] && (character === '{' || character === '}')) end += 2
    else if (character === '}') {
      throw badTemplate(text, {start: end}, 'this brace closes nothing', BRACE_HINT)
    } else if (character === '{') return end
    else end++
  }
  return end
}

function tokenOf(text: string, start: number, written: string, allowed: readonly TokenName[]): Token {
  const alone = written.endsWith('?')
  const name = alone ? written.slice(0, -1) : written
  const known = numbered(name, allowed) ?? allowed.find((token) => token === name)
  if (known === undefined) {
    const suggestion = SYNONYMS[name.toLowerCase()] ?? nearest(name, allowed)
    const offer = suggestion === undefined ? '' : `; did you mean {${suggestion}}?`
    const problem = `there is no token {${name}} here${offer}`
    throw badTemplate(text, {start, end: start + written.length + 2}, problem, knownTokens(allowed))
  }
  return {...(typeof known === 'string' ? plain(known) : known), alone}
}

type Named = Omit<Token, 'alone'>

/** `hash12`, `counter4`. */
function numbered(name: string, allowed: readonly TokenName[]): Named | undefined {
  const hash = /^hash([1-9]\d{0,2})$/.exec(name)?.[1]
  if (hash !== undefined && allowed.includes('hash8')) {
    return {kind: 'token', token: 'hash', digits: Number(hash)}
  }
  const counter = /^counter([1-9])$/.exec(name)?.[1]
  if (counter !== undefined && allowed.includes('counter4')) {
    return {kind: 'token', token: 'counter', digits: Number(counter)}
  }
  return undefined
}

function plain(name: TokenName): Named {
  if (name === 'hash8') return {kind: 'token', token: 'hash', digits: 8}
  if (name === 'counter4') return {kind: 'token', token: 'counter', digits: 4}
  if (name === 'hash') return {kind: 'token', token: name, digits: Number.POSITIVE_INFINITY}
  return {kind: 'token', token: name, digits: name === 'counter' ? COUNTER_DIGITS : 0}
}

function knownTokens(allowed: readonly TokenName[]): string {
  return `Known tokens: ${allowed.map((token) => `{${token}}`).join(' ')}.`
}
