import { describe, expect, it } from 'vitest';
import { FIELD, Game } from '../../src/demos/cursors/game';
import { Hub } from './hub';

function three() {
  const hub = new Hub();
  const time = { now: 10_000 };
  const games = ['0a', '0b', '0c'].map((id) => new Game(hub.wire(), 'r', { id, name: id }, () => time.now));
  const step = (times = 1) => {
    for (let i = 0; i < times; i++) {
      time.now += 50;
      games.forEach((game) => game.tick());
    }
  };
  return { games, step, time };
}

describe('Game', () => {
  it('shows everybody everybody, where they are', () => {
    const { games, step } = three();
    games[1]!.moveTo(123, 45);
    step(2);
    for (const game of games) {
      expect([...game.players.keys()].sort()).toEqual(['0a', '0b', '0c']);
      expect(game.players.get('0b')).toMatchObject({ x: 123, y: 45 });
    }
  });

  it('agrees on who is "it", and passes it on by touch', () => {
    const { games, step } = three();
    games[0]!.moveTo(0, 0);
    games[1]!.moveTo(500, 300);
    games[2]!.moveTo(900, 500);
    step(2);
    const first = games[0]!.it;
    expect(games.map(({ it }) => it)).toEqual([first, first, first]);
    const chaser = games.find(({ me }) => me.id === first)!;
    const other = games.find(({ me }) => me.id !== first)!;
    step(30);
    chaser.moveTo(other.me.x, other.me.y);
    step(3);
    expect(games.map(({ it }) => it)).toEqual(Array(3).fill(other.me.id));
  });

  it('goes on when whoever was "it" leaves', () => {
    const { games, step } = three();
    step(2);
    const gone = games.findIndex(({ me }) => me.id === games[0]!.it);
    const [left] = games.splice(gone, 1);
    left!.leave();
    step(3);
    expect(games[0]!.players.has(games[0]!.it)).toBe(true);
    expect(games[0]!.it).toBe(games[1]!.it);
  });

  it('is moved by the arrow keys, and stays in the field', () => {
    const { games, step } = three();
    const { me } = games[0]!;
    games[0]!.moveTo(FIELD.width - 5, 10);
    games[0]!.press('ArrowRight');
    step();
    expect(me.x).toBe(FIELD.width);
    games[0]!.release('ArrowRight');
    step();
    expect(me.x).toBe(FIELD.width);
    expect(games[0]!.press('a')).toBe(false);
  });

  it('says nothing while nothing moves, but for a sign of life', () => {
    const { games, step } = three();
    step(3);
    const before = games[0]!.heard;
    step(20);
    expect(games[0]!.heard - before).toBeLessThanOrEqual(6);
  });
});
