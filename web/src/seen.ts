import { type Accessor, createSignal, onCleanup } from "solid-js";

/** Whether something came into sight, or near it; stays so. To be given as its `ref`. */
export function createSeen(): [ref: (element: Element) => void, isSeen: Accessor<boolean>] {
  const [isSeen, setIsSeen] = createSignal(false);
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setIsSeen(true);
      observer.disconnect();
    },
    { rootMargin: "200px" },
  );
  onCleanup(() => observer.disconnect());
  return [(element) => observer.observe(element), isSeen];
}
