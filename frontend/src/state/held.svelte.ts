/** Whether the screen in view holds back what arrives, for those who look at the tab only by its title. */
export const held = $state({ paused: false });
