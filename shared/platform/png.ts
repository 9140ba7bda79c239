import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Draws an SVG as a PNG. */
export type ToPng = (svg: string) => Promise<Uint8Array>;

type ReadFile = (name: string) => Promise<Uint8Array>;

const FAMILY = 'DejaVu Sans';
const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'] as const;

/** The module can be started once in a process. */
let started: Promise<void> | undefined;

/**
 * A drawer of pictures in twice the size the SVG has, for screens that are fine. Text is set in DejaVu Sans. What it
 * needs is loaded at the first picture, and again where that failed.
 * @param file reads one of the files shipped with the function (`lib/constructs/picture-files.ts`), by its name
 */
export function pngDrawer(file: ReadFile): ToPng {
  let fonts: readonly Uint8Array[] | undefined;
  return async (svg) => {
    const [fontBuffers] = await Promise.all([fonts ?? Promise.all(FONTS.map(file)), start(file)]);
    fonts = fontBuffers;
    const font = {
      fontBuffers: [...fontBuffers],
      defaultFontFamily: FAMILY,
      sansSerifFamily: FAMILY,
    };
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

async function start(file: ReadFile): Promise<void> {
  started ??= file('index_bg.wasm').then(async (bytes) => initWasm(Uint8Array.from(bytes)));
  try {
    await started;
  } catch (thrown) {
    started = undefined;
    throw thrown;
  }
}
