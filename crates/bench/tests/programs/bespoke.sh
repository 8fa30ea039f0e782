#!/bin/sh
# A program of the profile `bespoke`, which is no node.
[ "$1" = --version ] && printf 'minoots 9.9.9\nprofile: bespoke\n'
