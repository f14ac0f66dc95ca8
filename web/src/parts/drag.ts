import { createSignal } from "solid-js";

const LEAST_DRAG = 8;

type At = PointerEvent & { readonly currentTarget: Element };

/** Follows a pointer over an element: where it is, and what it drags over. Places are from the element's left edge. */
export function createDrag(events: {
  /** Undefined when the pointer is gone. */
  readonly onPlace: (place: number | undefined) => void;
  readonly onDrag: (from: number, to: number) => void;
}) {
  const [drag, setDrag] = createSignal<readonly [number, number]>();
  const placeOf = (event: At) => event.clientX - event.currentTarget.getBoundingClientRect().left;
  const ends = () => {
    const now = drag();
    return now && { from: Math.min(...now), to: Math.max(...now) };
  };
  return {
    /** What is dragged over now. */
    ends,
    handlers: {
      onPointerDown(event: At) {
        // A finger scrolls.
        if (event.pointerType === "touch") return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag([placeOf(event), placeOf(event)]);
      },
      onPointerMove(event: At) {
        events.onPlace(placeOf(event));
        const begun = drag();
        if (begun !== undefined) setDrag([begun[0], placeOf(event)]);
      },
      onPointerUp() {
        const over = ends();
        setDrag(undefined);
        if (over !== undefined && over.to - over.from >= LEAST_DRAG) events.onDrag(over.from, over.to);
      },
      onPointerCancel: () => setDrag(undefined),
      onPointerLeave: () => drag() === undefined && events.onPlace(undefined),
    },
  };
}
