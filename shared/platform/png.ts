import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Draws an SVG as a PNG. */
export type ToPng = (svg: string) => Promise<Uint8Array>;

/** The module can be started once in a process. */
let started: Promise<void> | undefined;

const FAMILY = 'DejaVu Sans';

/**
 * A drawer of pictures in twice the size the SVG has, for screens that are fine. Text is set in DejaVu Sans. What it
 * needs is loaded at the first picture.
 * @param file reads one of the files shipped with the function (`lib/constructs/picture-files.ts`), by its name
 */
export function pngDrawer(file: (name: string) => Promise<Uint8Array>): ToPng {
  let fonts: Promise<Uint8Array[]> | undefined;
  return async (svg) => {
    started ??= file('index_bg.wasm').then(async (bytes) => initWasm(Uint8Array.from(bytes)));
    fonts ??= Promise.all(['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(file));
    await started;
    const font = { fontBuffers: await fonts, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
    const drawing = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 }, font });
    try {
      const picture = drawing.render();
      try {
        return picture.asPng();
      } finally {
        picture.free();
      }
    } finally {
      drawing.free();
    }
  };
}
