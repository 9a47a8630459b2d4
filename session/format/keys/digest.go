package keys

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
)

// digests are what keys can have in the place of an id, by their names.
var digests = map[string]func(id string) string{
	"":              nil,
	"yii-serialize": yiiSerialized,
	"yii-igbinary":  yiiIgbinary,
	"yii-json":      yiiJSON,
}

// The digests by which Yii calls a session are of its class and id, as it serializes them.
const yiiClass = `yii\web\CacheSession`

func yiiSerialized(id string) string {
	return digest(fmt.Appendf(nil, `a:2:{i:0;s:%d:"%s";i:1;s:%d:"%s";}`, len(yiiClass), yiiClass, len(id), id))
}

func yiiJSON(id string) string {
	return digest(fmt.Appendf(nil, `["yii\\web\\CacheSession","%s"]`, id)) // an id has nothing to escape
}

func yiiIgbinary(id string) string {
	text := append([]byte("\x00\x00\x00\x02\x14\x02\x06\x00\x11"), byte(len(yiiClass)))
	text = append(append(text, yiiClass+"\x06\x01\x11"...), byte(min(len(id), 255)))
	return digest(append(text, id...))
}

func digest(of []byte) string {
	sum := md5.Sum(of)
	return hex.EncodeToString(sum[:])
}
