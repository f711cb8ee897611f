/** Names of files that break programs, by what is odd about them. */
const text = (name: string): Buffer => Buffer.from(name)

export const ODD_NAMES: Readonly<Record<string, Buffer>> = {
  newline: text('two\nlines.jpg'),
  'leading dash': text('-rf.jpg'),
  quotes: text(`"double" 'single'.jpg`),
  backslash: text('back\\slash.jpg'),
  percent: text('100%41.jpg'),
  comma: text('a,b;c.jpg'),
  emoji: text('🎞️.jpg'),
  'NFC twin': text('caf\u00e9.jpg'),
  'NFD twin': text('cafe\u0301.jpg'),
  'upper-case twin': text('CAFÉ.jpg'),
  'byte 0xff': Buffer.concat([text('raw'), Buffer.of(0xff, 0xfe), text('.jpg')]),
  'bytes of a lone surrogate': Buffer.concat([text('s'), Buffer.of(0xed, 0xa0, 0x80), text('.jpg')]),
  'the replacement character': text('raw\ufffd\ufffd.jpg'),
  '255 bytes': text(`${'x'.repeat(251)}.jpg`),
  'trailing dot': text('ends.'),
  'trailing space': text('ends '),
  'ANSI escapes': text('\u001b[31mred\u001b]0;title\u0007.jpg'),
  'a name of Windows': text('CON.jpg'),
  'bidi override': text('gpj.\u202egnp'),
}
