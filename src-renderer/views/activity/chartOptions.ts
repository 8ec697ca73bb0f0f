/** Options of uPlot for throughput: incoming upwards, outgoing downwards. */
import type uPlot from 'uplot';
import { rateText } from '../../text/quantity.ts';
import { t } from '../../text/text.ts';
import { roundedUp, type ChartLine, type Direction } from './chartLine.ts';

/** Room for the rates beside the chart and the minutes below it, in pixels. */
const RATE_AXIS_PX = 76;
const TIME_AXIS_PX = 26;
/** The smallest full scale, octets per second. */
const LEAST_SCALE = 1_000;
const MINUTE_S = 60;

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly font: string;
  /** Returns the text colour of a class in the style sheets. */
  readonly colourOf: (name: string) => string;
}

/** @param moved called with the second under the pointer, or null */
export function chartOptions(
  lines: readonly ChartLine[],
  direction: Direction,
  look: Look,
  moved: (index: number | null) => void,
): uPlot.Options {
  const { width, height } = look;
  return {
    ...{ width, height, legend: { show: false } },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      y: { range: (_chart, low, high) => scale(direction, low, high) },
    },
    axes: [timeAxis(look), rateAxis(look)],
    series: [{}, ...lines.flatMap((line) => seriesOf(line, direction, look))],
    hooks: { setCursor: [({ cursor }) => moved(cursor.idx ?? null)] },
  };
}

export function chartData(
  lines: readonly ChartLine[],
  direction: Direction,
  seconds: Float32Array,
): uPlot.AlignedData {
  const ways = lines.flatMap(({ fromGuest, toGuest }) => {
    const out = fromGuest.map((rate) => -rate);
    return { both: [toGuest, out], in: [toGuest], out: [out] }[direction];
  });
  return [seconds, ...ways];
}

function seriesOf(line: ChartLine, direction: Direction, { colourOf }: Look): uPlot.Series[] {
  const stroke = (): string => colourOf(line.hue);
  const series: uPlot.Series = {
    ...{ stroke, width: 1.5, dash: [...line.dash], fillTo: 0, points: { show: false } },
    fill: () => `color-mix(in srgb, ${colourOf(line.hue)} 14%, transparent)`,
  };
  return direction === 'both' ? [series, { ...series }] : [series];
}

function scale(direction: Direction, low: number, high: number): [number, number] {
  const up = direction === 'out' ? 0 : roundedUp(Math.max(high, LEAST_SCALE));
  const down = direction === 'in' ? 0 : roundedUp(Math.max(-low, LEAST_SCALE));
  // Each direction has at least a tenth of the other's scale, so that both are visible.
  return direction === 'both' ? [-Math.max(down, up / 10), Math.max(up, down / 10)] : [-down, up];
}

function axis({ colourOf, font }: Look): uPlot.Axis {
  return {
    font,
    stroke: () => colourOf('quiet'),
    grid: { stroke: () => colourOf('grid-line'), width: 1 },
    ticks: { show: false },
  };
}

function timeAxis(look: Look): uPlot.Axis {
  return {
    ...axis(look),
    size: TIME_AXIS_PX,
    incrs: [MINUTE_S, 2 * MINUTE_S, 5 * MINUTE_S],
    values: (_chart, seconds) =>
      seconds.map((s) =>
        s === 0 ? t('activity.now') : t('activity.minutes', { minutes: s / MINUTE_S }),
      ),
  };
}

function rateAxis(look: Look): uPlot.Axis {
  return {
    ...axis(look),
    size: RATE_AXIS_PX,
    values: (_chart, rates) => rates.map((rate) => rateText(Math.abs(rate))),
  };
}
