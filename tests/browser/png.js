// Writes a picture of a page as a PNG of at most 256 colours, a third as large.

import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = 8;

/** A PNG of 8-bit colours, with its rarer ones replaced by the nearest of the 256 most frequent. */
export function smaller(png) {
  const { width, height, pixels } = decoded(png);
  const counts = new Map();
  for (const colour of pixels) {
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort(([, one], [, other]) => other - one).slice(0, 256).map(([colour]) => colour);
  const indexes = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of counts.keys()) {
    if (!indexes.has(colour)) {
      indexes.set(colour, indexes.get(palette.reduce((best, one) => (distance(one, colour) < distance(best, colour) ? one : best))));
    }
  }
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, at) => (rows[at + Math.floor(at / width) + 1] = indexes.get(colour)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // eight bits, which choose a colour of the palette
  const parts = [["IHDR", header], ["PLTE", Buffer.from(palette.flatMap(channels))], ["IDAT", deflateSync(rows, { level: 9 })], ["IEND", Buffer.alloc(0)]];
  return Buffer.concat([png.subarray(0, SIGNATURE), ...parts.map(([name, data]) => chunk(name, data))]);
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(one, other) {
  const [a, b] = [channels(one), channels(other)];
  return a.reduce((sum, value, index) => sum + (value - b[index]) ** 2, 0);
}

function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
}

/** The pixels of a PNG as a browser writes it: eight bits a channel, three or four channels, not interlaced. */
function decoded(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const size = png[25] === 6 ? 4 : 3;
  const data = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const bytes = inflateSync(Buffer.concat(data));
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(width * size);
  for (let y = 0; y < height; y += 1) {
    const from = y * (width * size + 1);
    const row = new Uint8Array(bytes.subarray(from + 1, from + 1 + width * size));
    unfilter(bytes[from], row, above, size);
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue] = row.subarray(x * size);
      pixels[y * width + x] = (red << 16) | (green << 8) | blue;
    }
    above = row;
  }
  return { width, height, pixels };
}

/** PNG, section 9.2. */
function unfilter(filter, row, above, size) {
  for (let at = 0; at < row.length; at += 1) {
    const [left, up, corner] = [at < size ? 0 : row[at - size], above[at], at < size ? 0 : above[at - size]];
    row[at] += [0, left, up, (left + up) >> 1, filter === 4 ? nearest(left, up, corner) : 0][filter];
  }
}

function nearest(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
