import type { Plugin } from 'vite';

export function shippedLicences(): { name: string; version: string; licence: string }[];
export function licencesPlugin(): Plugin;
