/**
 * Throughput of the last ten minutes: a row for every adapter, and a line for each selected one.
 * Until the user selects some, the busiest adapters are drawn.
 */
import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { Network } from '../../../src-main/contract/network.ts';
import type { Adapter } from '../../../src-main/contract/vm.ts';
import { cableHue } from '../../components/cable.ts';
import { peak } from '../../components/sparkPath.ts';
import { adapterKey } from '../../stores/counters.ts';
import { useHistory } from '../../stores/history.ts';
import { usePanel } from '../../stores/panel.ts';
import type { Course } from '../../stores/rateHistory.ts';
import type { Row } from './activityTables.ts';
import { portText } from './activityWords.ts';
import { busiest, dashOf, MOST_DRAWN, sum, type ChartLine } from './chartLine.ts';

export function useThroughput(paused: Readonly<Ref<boolean>>) {
  const panel = usePanel();
  const history = useHistory();
  /** The values at the last reading. They do not change while paused. */
  const courses = shallowRef<ReadonlyMap<string, Course>>(new Map());
  const chosen = ref<ReadonlySet<string> | null>(null);

  watch(
    [() => history.newest, paused],
    () => {
      if (!paused.value) courses.value = history.courses();
    },
    { immediate: true },
  );

  const adapters = computed(() =>
    panel.vms.flatMap((vm) =>
      vm.adapters.map((adapter) => ({
        key: adapterKey(vm.id, adapter.n),
        port: `${vm.name}:${adapter.n}`,
        hue: cableHue(adapter, panel.networks),
        network: networkOf(adapter, panel.networks),
      })),
    ),
  );
  const drawn = computed(
    () =>
      chosen.value ??
      new Set(
        busiest(
          adapters.value.map(({ key }) => key),
          courses.value,
        ),
      ),
  );
  const rows = computed<Row[]>(() => {
    const recorded = Math.max(1, history.recorded());
    return adapters.value.map(({ key, port, network }) => {
      const rates = summary(courses.value.get(key), recorded);
      return { key, adapter: port, network, ...rates };
    });
  });
  const lines = computed<ChartLine[]>(() => {
    const perHue = new Map<string, number>();
    return adapters.value
      .filter(({ key }) => drawn.value.has(key) && courses.value.has(key))
      .map(({ key, port, hue }) => {
        const nth = perHue.get(hue) ?? 0;
        perHue.set(hue, nth + 1);
        return { key, name: portText(port), hue, dash: dashOf(nth), ...courses.value.get(key)! };
      });
  });

  function choose(key: string, draw: boolean): void {
    const others = [...drawn.value].filter((one) => one !== key);
    chosen.value = new Set(draw ? [...others, key] : others);
  }

  return {
    ...{ rows, lines, drawn, choose },
    full: computed(() => drawn.value.size >= MOST_DRAWN),
  };
}

function summary(course: Course | undefined, recorded: number) {
  const [into, out] = [course?.toGuest ?? STILL, course?.fromGuest ?? STILL];
  return {
    ...{ inNow: into.at(-1)!, inPeak: peak(into), inMean: sum(into) / recorded },
    ...{ outNow: out.at(-1)!, outPeak: peak(out), outMean: sum(out) / recorded },
  };
}

/** Name of the network that its cable goes to; empty: none. */
function networkOf(adapter: Adapter, networks: readonly Network[]): string {
  const network = networks.find(({ id }) => id === adapter.networkId);
  return network?.name ?? adapter.network ?? adapter.nic ?? '';
}

const STILL = new Float32Array(1);
