import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Whether something came into sight, and not only to its lower edge; stays so. To be given as its `ref`. */
export function createSeen(): [ref: (element: Element) => void, isSeen: Accessor<boolean>] {
  const [isSeen, setIsSeen] = createSignal(false);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setIsSeen(true);
      observer.disconnect();
    },
    // What only shows its head at the bottom of a first screen is not looked at yet.
    { rootMargin: "0px 0px -40% 0px" },
  );
  onCleanup(() => observer.disconnect());
  return [(element) => observer.observe(element), isSeen];
}
