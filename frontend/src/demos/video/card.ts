const BARS = ['#e4e8e2', '#d9c64a', '#3fb8b0', '#3da35d', '#b453a6', '#b3392f', '#2f5fb3'];

/** A picture that moves, for who has no camera: colour bars, a hand that goes round once a second, and a running number. */
export function drawCard(context: CanvasRenderingContext2D, milliseconds: number): void {
  const { width, height } = context.canvas;
  const bar = width / BARS.length;
  BARS.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(Math.floor(i * bar), 0, Math.ceil(bar), height * 0.7);
  });
  context.fillStyle = '#10261a';
  context.fillRect(0, height * 0.7, width, height * 0.3);
  const x = ((milliseconds / 4000) % 1) * width;
  context.fillStyle = '#ffb43f';
  context.fillRect(x - 14, height * 0.7, 28, height * 0.08);
  const middle = { x: width / 2, y: height * 0.36, r: height * 0.24 };
  context.beginPath();
  context.arc(middle.x, middle.y, middle.r, 0, 2 * Math.PI);
  context.fillStyle = '#0c1210';
  context.fill();
  const angle = ((milliseconds % 1000) / 1000) * 2 * Math.PI - Math.PI / 2;
  context.beginPath();
  context.moveTo(middle.x, middle.y);
  context.lineTo(middle.x + Math.cos(angle) * middle.r * 0.9, middle.y + Math.sin(angle) * middle.r * 0.9);
  context.strokeStyle = '#ffb43f';
  context.lineWidth = 6;
  context.stroke();
  context.fillStyle = '#f3f5f1';
  context.font = `700 ${Math.round(height * 0.12)}px monospace`;
  context.textAlign = 'center';
  context.fillText((milliseconds / 1000).toFixed(2), width / 2, height * 0.93);
}
