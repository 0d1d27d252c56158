/** The 🎉 effect: two poppers fire from the lower corners, and the paper falls for a few seconds. */

import { calmMotion, element } from "./dom.js";

export const PARTY_EFFECT = "5046509860389126442";

const COLOURS = ["#ff5e7a", "#ffb02e", "#2fc86f", "#3da5ff", "#a06bff", "#ff8a3d", "#27d3c3"];
const LASTS_FOR = 3200;
const GRAVITY = 1500;
const PIECES_PER_SIDE = 80;

export function celebrate() {
  if (calmMotion() || document.querySelector(".confetti")) return;
  const canvas = element("canvas", { className: "confetti", "data-testid": "confetti", "aria-hidden": "true" });
  document.body.append(canvas);
  const { width, height } = fit(canvas);
  const pieces = [0, 1].flatMap((side) => Array.from({ length: PIECES_PER_SIDE }, () => piece(side, width, height)));
  const context = canvas.getContext("2d");
  const began = performance.now();
  let before = began;

  function frame(now) {
    const seconds = Math.min(0.04, (now - before) / 1000);
    const left = 1 - (now - began) / LASTS_FOR;
    before = now;
    if (left <= 0) return canvas.remove();
    context.clearRect(0, 0, width, height);
    for (const paper of pieces) {
      fly(paper, seconds);
      draw(context, paper, Math.min(1, left * 4));
    }
    requestAnimationFrame(frame);
  }
  requestAnimationFrame(frame);
}

function fit(canvas) {
  const { innerWidth: width, innerHeight: height, devicePixelRatio: ratio } = window;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  return { width, height };
}

const between = (low, high) => low + Math.random() * (high - low);

function piece(side, width, height) {
  const angle = between(0.28, 0.47) * Math.PI;
  const speed = between(0.55, 1.15) * Math.sqrt(2 * GRAVITY * height * 0.8);
  const towards = side === 0 ? 1 : -1;
  return {
    x: side === 0 ? -10 : width + 10,
    y: height * 0.86,
    vx: towards * Math.cos(angle) * speed * Math.min(1, width / 900 + 0.35),
    vy: -Math.sin(angle) * speed,
    turn: between(0, 7), turning: between(-9, 9),
    flip: between(0, 7), flipping: between(5, 14),
    size: between(7, 13), round: Math.random() < 0.25,
    colour: COLOURS[Math.floor(Math.random() * COLOURS.length)],
  };
}

function fly(paper, seconds) {
  const drag = Math.exp(-1.3 * seconds);
  paper.vx *= drag;
  paper.vy = Math.min(paper.vy * drag + GRAVITY * seconds * 0.75, 330);
  paper.x += paper.vx * seconds;
  paper.y += paper.vy * seconds;
  paper.turn += paper.turning * seconds;
  paper.flip += paper.flipping * seconds;
}

function draw(context, { x, y, turn, flip, size, round, colour }, opacity) {
  context.save();
  context.globalAlpha = opacity;
  context.fillStyle = colour;
  context.translate(x, y);
  context.rotate(turn);
  context.scale(1, Math.cos(flip));
  context.beginPath();
  if (round) context.arc(0, 0, size / 2.2, 0, 7);
  else context.rect(-size / 2, -size / 3.2, size, size / 1.6);
  context.fill();
  context.restore();
}
